"""Pages of layout."""
