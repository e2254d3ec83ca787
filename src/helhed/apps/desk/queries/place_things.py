"""Needs of a place, wishes for one and choices of one, as things of a case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.desk.queries.thing import Thing, ThingKind, day_of, written
from helhed.apps.layout.web.templatetags.helhed import day
from helhed.apps.matching.models import PlaceChoice, PlaceNeed, PlaceWish
from helhed.kernel.words import screen_text
from helhed.rules.decisions.ydelser import service
from helhed.rules.placements.hast import WORDS
from helhed.rules.placements.oensker import NOT_THERE, Teller
from helhed.rules.placements.valg import WhyNotFirst


def place_needs(ids: Sequence[UUID], _in_full: bool) -> Iterator[Thing]:
    """That a case stands on the waiting list for a place, or did."""
    for row in PlaceNeed.objects.filter(id__in=ids).select_related("recorded_by"):
        ended = day(row.ended_on) if row.ended_on else ""
        yield Thing(
            ThingKind.PLACE_NEED,
            row.id,
            row.case_id,
            day_of(row.recorded_at),
            screen_text("Behov for en plads"),
            _(service(row.service).name),
            written(
                (_("Har haft brug for en plads siden"), day(row.since)),
                (_("Senest brug for pladsen"), day(row.latest)),
                (_("Hast"), "" if row.urgency is None else _(WORDS[row.urgency])),
                (_("Står ikke på ventelisten mere fra"), ended),
            ),
            f"{reverse('matching:find', args=[row.case_id])}?ydelse={row.service}",
            row.recorded_by.name if row.recorded_by else "",
            row.ended_on is None,
        )


def place_wishes(ids: Sequence[UUID], _in_full: bool) -> Iterator[Thing]:
    """A wish for an offer, or that the citizen does not want to be there."""
    rows = PlaceWish.objects.filter(id__in=ids).select_related("offer", "recorded_by")
    for row in rows:
        numbered = _("Ønske nummer %(number)s") % {"number": row.wish}
        yield Thing(
            ThingKind.PLACE_WISH,
            row.id,
            row.case_id,
            day_of(row.recorded_at),
            _("Ikke dér") if row.wish == NOT_THERE else numbered,
            row.offer.name,
            written((_("Hvem har sagt det?"), _(Teller.of(row.told_by).label))),
            reverse("matching:find", args=[row.case_id]),
            row.recorded_by.name if row.recorded_by else "",
        )


def place_choices(ids: Sequence[UUID], _in_full: bool) -> Iterator[Thing]:
    """A choice from the list of places, and why it was not the first."""
    rows = PlaceChoice.objects.filter(id__in=ids).select_related("offer", "first", "chosen_by")
    for row in rows:
        is_first = row.offer_id == row.first_id
        why = _(WhyNotFirst.of(row.why).label) if row.why else ""
        yield Thing(
            ThingKind.PLACE_CHOICE,
            row.id,
            row.case_id,
            day_of(row.chosen_at),
            screen_text("Plads valgt"),
            row.offer.name,
            written(
                (_("Ydelse"), _(service(row.service).name)),
                (_("Nummer på listen"), "" if row.rank is None else str(row.rank)),
                (_("Det første på listen"), "" if is_first else row.first.name),
                (_("Hvorfor ikke det første"), "\n".join(filter(None, (why, row.reason)))),
            ),
            reverse("matching:choices", args=[row.case_id]),
            row.chosen_by.name if row.chosen_by else "",
            row.decision_id is not None,
        )
