"""From child to adult."""
