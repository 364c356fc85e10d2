"""Numbers that can be clicked down to their mentions."""
