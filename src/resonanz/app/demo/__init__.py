"""An example company to try everything with; everything of it can be removed again."""
