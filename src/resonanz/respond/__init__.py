"""From a mention to a case, an answer and the reaction to it."""
