"""Pages of refund."""
