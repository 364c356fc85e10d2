"""The language people ask in, used live and on the archive alike."""
