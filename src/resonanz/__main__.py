"""`python -m resonanz`: the same as the command `resonanz`."""

from resonanz.cli.main import main

main()
