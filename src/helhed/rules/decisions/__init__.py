"""Afgørelse og bevilling: what may be granted by which law, by whom, and where it is booked."""
