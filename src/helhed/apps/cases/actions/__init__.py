"""What can be done in a case and to the citizen it is about: one function per button."""
