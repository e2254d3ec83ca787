"""Pages of recommendations and efforts."""
