"""Reports: counted, said, drawn, rendered."""
