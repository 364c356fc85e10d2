"""Dates of English pages."""
