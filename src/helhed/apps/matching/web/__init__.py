"""Pages of the right place."""
