"""Pages of the way from child to adult."""
