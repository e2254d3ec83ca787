"""Maps of foreign formats that come with the house."""
