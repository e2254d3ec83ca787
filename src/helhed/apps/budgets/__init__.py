"""Budget: frame, commitment, actual, remaining."""
