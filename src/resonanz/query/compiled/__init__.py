"""The compiled matcher: arrays and machine code that decide what `evaluate` decides, thousands of queries at once.

Nothing outside `resonanz.query.matcher` imports this package: loading it loads NumPy and, to match, numba.
"""
