"""From child to adult: who becomes 18 and 23, what is missing, what both departments pay."""
