"""Reading the right place."""
