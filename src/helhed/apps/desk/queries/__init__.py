"""Reading across the rooms: the day, the citizen, the case, and the house itself."""
