"""The whole loop on the embedded stack, as people and programs see it."""
