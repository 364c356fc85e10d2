"""Reads for lists and pages: filters in, frozen rows out, a constant number of queries."""
