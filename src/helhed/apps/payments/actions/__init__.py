"""The buttons of payments."""
