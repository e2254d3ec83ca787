"""Where the contents of documents lie: outside the web root, named by their digest."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def path_of(sha256: str) -> Path:
    """Where a content lies."""
    return Path(settings.DOCUMENTS_DIR) / sha256
