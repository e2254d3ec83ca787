"""Filling the database with a made-up municipality, and telling which one it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import F, Sum

from helhed.apps.access.models import Municipality, User
from helhed.apps.access.queries import clock_of
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions.models import Commitment
from helhed.apps.payments.models import PaymentLine
from helhed.apps.refunds.kept import keep
from helhed.apps.transfer.loading import Progress, load_frames
from helhed.apps.transfer.models import ImportRun
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text

DEMO_USERS = "demo-"
_SOURCE = "demonstration"


class UnableToDemonstrate(UnableTo):
    """A demonstration cannot be put where something else is."""


class SumsDisagree(AssertionError):
    """What was paid is not what was committed; the house would show two truths."""


@dataclass(frozen=True, slots=True)
class MadeOf:
    """What a demonstration was made from: the same again gives the same rows."""

    scale: float
    seed: int
    version: int

    @property
    def source(self) -> str:
        """How it is written down in the house."""
        return f"{self.town} version={self.version}"

    @property
    def town(self) -> str:
        """The same in every version of the house."""
        return f"{_SOURCE} scale={self.scale:g} seed={self.seed}"


def require_none_real() -> None:
    """Raises UnableToDemonstrate when the database is a real municipality's, of any version."""
    table = Municipality._meta.db_table
    if table not in connection.introspection.table_names():
        return
    if Municipality.objects.filter(is_demo=False).exists():
        text = screen_text("Databasen hører til en rigtig kommune. Vælg en tom database.")
        raise UnableToDemonstrate(text)


def held() -> str | None:
    """What the demonstration in the database was made of; None for an empty database.

    Raises UnableToDemonstrate when it holds anything else.
    """
    town = Municipality.objects.first()
    if town is None:
        if User.objects.exists() or Citizen.objects.exists():
            raise UnableToDemonstrate(screen_text("Databasen er ikke tom. Vælg en tom database."))
        return None
    require_none_real()
    run = ImportRun.objects.filter(source__startswith=_SOURCE).order_by("at").first()
    return run.source if run else _SOURCE


def put(
    frames: Mapping[str, pl.DataFrame],
    made_of: MadeOf,
    password: str,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Load a demonstration into an empty database, give its log-ins their password, check sums.

    Raises UnableToDemonstrate, SumsDisagree.
    """
    with transaction.atomic():
        if held() is not None:
            raise UnableToDemonstrate(screen_text("Der er allerede en demonstration i databasen."))
        rows = load_frames(frames, progress)
        demo_users = User.objects.filter(username__startswith=DEMO_USERS)
        demo_users.update(password=make_password(password))
        require_equal_sums()
        now = clock_of(Municipality.objects.first()).now()
        ImportRun.objects.create(at=now, by=None, source=made_of.source, rows=rows)
        for year in (now.year, now.year - 1):
            keep(year)
    return rows


def empty() -> None:
    """Take a demonstration away again, every row of it. Raises UnableToDemonstrate."""
    with transaction.atomic():
        held()
        tables = [
            model._meta.db_table
            for app in apps.get_app_configs()
            if app.name.startswith("helhed.")
            for model in app.get_models(include_auto_created=True)
        ]
        listed = ", ".join(f'"{table}"' for table in tables)
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {listed} RESTART IDENTITY CASCADE")


def require_equal_sums() -> None:
    """What was paid for each grant and month is what it commits. Raises SumsDisagree."""
    paid = PaymentLine.objects.order_by().values("grant", "month").annotate(paid=Sum("oere"))
    same = paid.filter(grant__commitments__month=F("month"), grant__commitments__oere=F("paid"))
    lines = PaymentLine.objects.aggregate(total=Sum("oere"))["total"] or 0
    months = PaymentLine.objects.order_by("month").values_list("month", flat=True)
    committed = Commitment.objects.filter(month__gte=months.first(), month__lte=months.last())
    total = committed.aggregate(total=Sum("oere"))["total"] or 0
    if lines != total or same.count() != paid.count():
        raise SumsDisagree(f"paid {lines} øre, committed {total} øre")
