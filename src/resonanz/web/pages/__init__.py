"""One module for each group of pages; a view reads, asks a use case to write, and renders."""
