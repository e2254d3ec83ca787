"""Pages of transfer."""
