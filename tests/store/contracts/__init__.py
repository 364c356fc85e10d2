"""One class of tests for each port: subclass it, give the fixture, and the whole promise is tested."""
