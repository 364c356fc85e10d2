"""THE Django app: models, repositories behind core.ports, selectors for pages, edits, and the job queue.

Models hold no rules. What may happen is decided in core; here it is only kept, so that the same rules hold over
every store.
"""
