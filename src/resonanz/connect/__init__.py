"""The kit for writing connectors: public, versioned, third parties may import it."""
