"""Resonanz: the listening, answering and learning loop of a company on the social web."""

__version__ = "0.1.0"
