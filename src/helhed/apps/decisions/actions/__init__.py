"""What can be done with decisions, grants and rates: one function per button."""
