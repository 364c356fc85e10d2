"""Learning inside the running system: from a person's word to a model that judges, and back when it is no better."""
