"""The verbs of the command line, inside this process; those that need processes are under tests/acceptance."""
