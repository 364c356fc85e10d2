"""Whom a feeling is for."""
