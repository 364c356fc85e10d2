"""The HTTP API: root.py and one router per noun."""
