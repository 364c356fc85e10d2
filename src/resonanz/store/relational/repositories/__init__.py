"""Adapters of core.ports on the tables; each write is idempotent and done when it returns."""
