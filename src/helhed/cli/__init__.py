"""The ``helhed`` command."""

from helhed.cli.main import main

__all__ = ["main"]
