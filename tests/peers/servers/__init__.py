"""Real servers on loopback for the length of one test run, and the strangers who write on them.

Everything comes from apt, PyPI and the npm registry, is unpacked into one cache directory without touching the
machine, and is stopped with the run. Start with `bluesky.BlueskyNetwork` and `mastodon.MastodonServer`.
"""
