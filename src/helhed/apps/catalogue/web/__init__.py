"""Pages of the rules and of the numbers of the law."""
