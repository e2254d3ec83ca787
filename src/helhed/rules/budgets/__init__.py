"""Budget: frame, commitment, actual and what is left."""
