"""Nouns and rules of the loop; standard library only."""
