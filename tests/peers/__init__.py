"""Proofs against real servers that nobody here wrote: an AT Protocol network and a server with Mastodon's API.

They are slow to install (minutes, once) and quick to start (seconds), so everything here carries the marker
``peers`` and stays out of the everyday run.
"""
