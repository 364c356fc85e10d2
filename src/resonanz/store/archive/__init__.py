"""Mentions and what was understood of them: embedded, columnar, owned by one process, asked by many."""
