"""A town with finance signed in; and one demonstration for all tests of a file that read it: what
they write is taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client

from tests.apps import building as b
from tests.apps.forecasts.house import demonstration
from tests.apps.town import Town


@pytest.fixture
def town(db: None) -> Town:
    """People of every role, and some cases."""
    return Town()


@pytest.fixture
def browser(town: Town) -> Client:
    """A browser in which finance is signed in."""
    return b.signed_in(town.finance)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A demonstration of a hundredth."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        demonstration()
        yield
        transaction.set_rollback(True)
