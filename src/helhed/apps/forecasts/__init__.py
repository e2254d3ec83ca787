"""Forecasts: stored runs of the engine, scenarios and back-tests."""
