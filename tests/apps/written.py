"""What is kept of texts so that they are found: the words, as the texts stand."""

from __future__ import annotations

from helhed.apps.cases.models import Searchable
from helhed.apps.transfer.searchable import rebuild


def check_words() -> None:
    """The words that are searched in are those of the texts."""
    before = _kept()
    rebuild()
    assert _kept() == before


def _kept() -> list[tuple[object, ...]]:
    return sorted(Searchable.objects.values_list("id", "kind", "of", "case", "words"), key=repr)
