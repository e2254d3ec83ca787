"""The right place: what a citizen needs a place for and wishes, and who gets which."""
