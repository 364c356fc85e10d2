"""What the page of a query is made of: reading while somebody writes, trying, completing, comparing versions."""
