"""SQLite where writers take turns instead of knocking until they are let in."""
