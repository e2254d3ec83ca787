"""Recommendations, the efforts in them and the alternatives that were looked at."""
