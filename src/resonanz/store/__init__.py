"""Adapters behind core.ports."""
