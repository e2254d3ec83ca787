"""The frame of every page: Det Fælles Designsystem, tables, charts, language."""
