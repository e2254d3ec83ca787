"""Udredning: VUM 2.0 for adults on KL's common terms (FFB), and the first assessment of a child."""
