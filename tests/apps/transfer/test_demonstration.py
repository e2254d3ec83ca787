"""A demonstration goes into an empty database, is known again, and spares a real municipality."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import authenticate

from helhed.apps.access.models import Municipality, User
from helhed.apps.decisions.models import Commitment
from helhed.apps.payments.models import PaymentLine
from helhed.apps.transfer.demonstration import (
    MadeOf,
    SumsDisagree,
    UnableToDemonstrate,
    held,
    put,
    require_equal_sums,
)
from helhed.synth import VERSION, make

pytestmark = pytest.mark.django_db
MADE_OF = MadeOf(0.01, 5, VERSION)
COMMAND = [sys.executable, "-c", "from helhed.cli import main; main()", "demo", "--json"]


def demo(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command as somebody types it, on a file of its own."""
    there = ["--database", f"sqlite:///{home / 'own.sqlite3'}", "--scale", "0.01"]
    return subprocess.run(
        [*COMMAND, *there, *words],
        env={**os.environ, "HELHED_HOME": str(home), "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def test_the_command_makes_keeps_refuses_and_replaces(tmp_path: Path) -> None:
    made = demo(tmp_path, "--seed", "3")
    assert made.returncode in (0, 1), made.stderr
    answer = json.loads(made.stdout)
    assert answer["rows"]["citizens"] > 0
    assert len(answer["calibration"]) > 20
    assert "demo-finance" in {who["user"] for who in answer["log_ins"]}
    assert json.loads(demo(tmp_path, "--seed", "3").stdout)["kept"]
    other = demo(tmp_path, "--seed", "4")
    assert (other.returncode, other.stdout) == (2, "")
    assert not json.loads(demo(tmp_path, "--seed", "4", "--replace").stdout)["kept"]
    left = {path.name for path in tmp_path.iterdir()}
    assert not [name for name in left if "making" in name]


def test_a_demonstration_can_be_put_known_again_and_logged_in_to() -> None:
    assert held() is None
    rows = put(make(0.01, 5), MADE_OF, "a password for all")
    assert held() == MADE_OF.source
    assert rows["commitments"] == Commitment.objects.count() > PaymentLine.objects.count() > 0
    assert authenticate(username="demo-head", password="a password for all") is not None
    other = User.objects.exclude(username__startswith="demo-").first()
    assert other is not None
    assert not other.check_password("a password for all")
    with pytest.raises(UnableToDemonstrate):
        put({}, MADE_OF, "x")
    line = PaymentLine.objects.first()
    assert line is not None
    PaymentLine.objects.filter(id=line.id).update(oere=line.oere + 1)
    with pytest.raises(SumsDisagree):
        require_equal_sums()


def test_a_real_municipality_is_never_taken_for_a_demonstration() -> None:
    Municipality.objects.create(code="0101", name="En rigtig kommune")
    with pytest.raises(UnableToDemonstrate):
        held()


def test_a_database_with_people_and_no_municipality_is_left_alone() -> None:
    User.objects.create(username="somebody", name="Somebody")
    with pytest.raises(UnableToDemonstrate):
        held()
