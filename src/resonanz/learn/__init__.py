"""What was tried and what came of it: effects, power and capacity, and what is said about them.

Numbers here are for decisions. So every function that cannot tell says so in its own type, and none returns an
estimate without the interval that belongs to it.
"""
