"""From a source to stored mentions: run, schedule, dedupe, forget."""
