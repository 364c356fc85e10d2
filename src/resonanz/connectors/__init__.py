"""One folder per channel; none may import another."""
