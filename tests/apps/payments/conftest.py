"""Two finance officers, a team, and a folder between house and ledger."""

import pytest

from helhed.rules.access.rights import Role
from tests.apps import building as b
from tests.apps.payments.at_the_desk import Desk


@pytest.fixture
def maker():
    return b.actor(Role.FINANCE)


@pytest.fixture
def approver():
    return b.actor(Role.FINANCE)


@pytest.fixture
def team():
    return b.unit("Team Nord")


@pytest.fixture
def folder(settings, tmp_path):
    settings.LEDGER_OUTBOX, settings.LEDGER_INBOX = tmp_path / "out", tmp_path / "in"
    return tmp_path


@pytest.fixture
def house(folder):
    b.municipality()
    return folder


@pytest.fixture
def desk(maker):
    return Desk(maker)


@pytest.fixture
def other(approver):
    return Desk(approver)
