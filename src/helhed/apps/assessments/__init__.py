"""Udredninger: VUM 2.0 and a child's first assessment."""
