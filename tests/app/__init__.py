"""Settings, processes, loops and what watches over an installation."""
