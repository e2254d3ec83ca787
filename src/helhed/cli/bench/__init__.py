"""``helhed bench``: how fast the house is, measured on this machine."""
