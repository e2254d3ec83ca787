"""Runs of the forecast with what they said, and the scenarios that they were asked to compare."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import User
from helhed.kernel.identifiers import uuid7
from helhed.rules.decisions.ydelser import Department
from helhed.rules.forecasts.koersel import RunState

DEPARTMENTS = [(d.value, d.label) for d in Department]


class Scenario(models.Model):
    """What would be changed: a name, and the changes as the TOML that the command line reads."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80)
    department = models.CharField(max_length=10, choices=DEPARTMENTS, blank=True)
    changes = models.TextField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "name"], name="scenario_name_once")
        ]


class PopulationProjection(models.Model):
    """How many inhabitants there will be on 1 January, by year and age, as it was taken in; the
    latest is followed. ``figures`` has a row an age and a column a year."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    figures = models.TextField()
    source = models.CharField(max_length=200)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()


class Run(models.Model):
    """Something that a worker counts: what was asked, and where it stands.

    ``department`` empty is both; ``done`` of ``steps`` parts are counted; ``seen_at`` is when the
    counting last told so; ``why`` is why it came to nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    department = models.CharField(max_length=10, choices=DEPARTMENTS, blank=True)
    as_of = models.DateField()
    months = models.PositiveSmallIntegerField()
    paths = models.PositiveSmallIntegerField()
    seed = models.PositiveIntegerField()
    state = models.CharField(
        max_length=9, choices=RunState.choices(), default=RunState.WAITING.value
    )
    done = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    why = models.TextField(blank=True)
    version = models.CharField(max_length=20, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def is_done(self) -> bool:
        """Whether it has something to say."""
        return self.state == RunState.DONE.value


class Forecast(Run):
    """A run of the forecast, with the scenarios beside it as they were, what had to be assumed
    (``notes``) and its back-test (``scores``). ``front_at`` is when somebody chose it to stand
    first for all of the department (``front.py``)."""

    scenarios = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    scores = models.JSONField(default=list)
    front_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["department", "-as_of"], name="forecast_by_day")]


class PlacePlan(Run):
    """Which places to convert, open or close: what may be done (``changes``) to the places of some
    services, how much of an own place's price stands whether it is used or not (``fixed_share``,
    percent), and what it came to (``answer``, see ``planning.py``)."""

    services = models.JSONField()
    changes = models.JSONField()
    fixed_share = models.PositiveSmallIntegerField()
    answer = models.JSONField(default=dict)


class ForecastAnswer(models.Model):
    """What a run says of one service and owner (both empty: of all) in one scenario (0: as it is).

    ``figures`` holds by series the months' and years' means and quantiles (``figures.py``).
    """

    forecast = models.ForeignKey(Forecast, models.CASCADE, related_name="answers")
    scenario = models.PositiveSmallIntegerField()
    service = models.CharField(max_length=30, blank=True)
    owner = models.CharField(max_length=20, blank=True)
    figures = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["forecast", "scenario", "service", "owner"], name="one_answer_a_unit"
            )
        ]
