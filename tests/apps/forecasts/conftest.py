"""One demonstration for all tests of a file that read it: what they write is taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.apps.forecasts.house import demonstration


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A demonstration of a hundredth."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        demonstration()
        yield
        transaction.set_rollback(True)
