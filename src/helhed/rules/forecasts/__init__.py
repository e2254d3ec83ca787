"""Forecasts: what a run may be asked, and what its figures mean."""
