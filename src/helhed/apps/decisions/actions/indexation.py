"""Raising rates once a year: one prepares the run, another carries it out, all or nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.decisions import amounts
from helhed.apps.decisions.queries.indexation import (
    PlannedLine,
    chosen_rates,
    planned,
    seen_of,
)
from helhed.apps.offers.access import require_offers
from helhed.apps.offers.models import Indexation, IndexationLine, Provider, RateAmount
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import require_four_eyes
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers.indeksering import IndexationState, UnableToIndex, check
from helhed.rules.offers.pris import from_day


def prepare_indexation(
    actor: Actor,
    *,
    year: int,
    owner: str,
    percent: Decimal,
    kind: PriceKind | None,
    provider: UUID | None,
    agreed_too: bool,
    source: str,
) -> Indexation:
    """Write down which rates are to be raised by how much; nothing is raised yet.

    Raises UnableToIndex.
    """
    with transaction.atomic():
        require_offers(actor, Action.SET_RATE)
        check(percent, year, actor.today)
        if not source.strip():
            raise UnableToIndex(screen_text("Skriv, hvor procenten kommer fra."))
        made = Indexation(
            year=year,
            percent=percent,
            owner=owner,
            kind=kind.value if kind else "",
            provider=Provider.objects.get(id=provider) if provider else None,
            agreed_too=agreed_too,
            source=source.strip(),
            made_by=actor.user,
            made_at=actor.now(),
        )
        if not chosen_rates(made).exists():
            raise UnableToIndex(screen_text("Der er ingen takster at indeksere. Vælg andre."))
        made.save()
        wrote(actor, "indexation.prepare", made)
    return made


def approve_indexation(actor: Actor, *, indexation: UUID, seen: str) -> int:
    """Raise the rates of a run that another prepared. Returns how many.

    ``seen`` tells what the approver has seen; when a price has moved since, nothing is raised.
    Raises SamePersonTwice, UnableToIndex, UnableToPrice.
    """
    with transaction.atomic():
        row = _draft(actor, indexation)
        require_four_eyes(row.made_by_id, actor.id)
        rates = chosen_rates(row).order_by("id").select_for_update(of=("self",))
        plan = planned(row, rates)
        if seen_of(plan) != seen:
            text = screen_text("Priserne har ændret sig, siden du så dem. Se dem igen.")
            raise UnableToIndex(text)
        lines = [line for line in plan if line.indexed.after is not None]
        if not lines:
            raise UnableToIndex(screen_text("Ingen takster skal indekseres."))
        _write(actor, row, lines)
        row.state = IndexationState.APPROVED.value
        row.approved_by, row.approved_at = actor.user, actor.now()
        row.save(update_fields=["state", "approved_by", "approved_at"])
        wrote(actor, "indexation.approve", row, rates=len(lines))
    return len(lines)


def _write(actor: Actor, row: Indexation, lines: list[PlannedLine]) -> None:
    """The amounts of all the rates, and what each was raised from and to."""
    first, eve = date(row.year, 1, 1), date(row.year - 1, 12, 31)
    moved = [line.rate.id for line in lines]
    holds = Q(end__isnull=True) | Q(end__gte=first)
    RateAmount.objects.filter(holds, rate__in=moved, start__lte=eve).update(end=eve)
    made, told = [], []
    for line in lines:
        before, after = line.indexed.before, line.indexed.after
        assert before is not None
        assert after is not None
        amounts.check(line.rate, after)
        new = next(one for one in from_day(line.amounts, after, first) if one.start == first)
        made.append(
            RateAmount(
                rate=line.rate,
                oere=after,
                start=first,
                end=new.end,
                recorded_at=actor.now(),
                recorded_by=actor.user,
            )
        )
        told.append(
            IndexationLine(
                indexation=row, rate=line.rate, year=row.year, before=before, after=after
            )
        )
    RateAmount.objects.bulk_create(made, batch_size=500)
    IndexationLine.objects.bulk_create(told, batch_size=500)
    amounts.follow(actor, moved)


def drop_indexation(actor: Actor, *, indexation: UUID) -> None:
    """Give a run up; nothing was raised. Raises UnableToIndex."""
    with transaction.atomic():
        row = _draft(actor, indexation)
        row.state = IndexationState.DROPPED.value
        row.save(update_fields=["state"])
        wrote(actor, "indexation.drop", row)


def withdraw_indexation(actor: Actor, *, indexation: UUID, reason: str) -> int:
    """Take back what a run raised; what was paid meanwhile comes as differences. Returns how many.

    An amount that somebody corrected after the run stands. The rates may be indexed for the year
    again. Raises UnableToIndex, UnableToPrice.
    """
    with transaction.atomic():
        row = _locked(actor, indexation)
        if row.state != IndexationState.APPROVED.value:
            raise UnableToIndex(screen_text("Indekseringen er ikke gennemført."))
        if not reason.strip():
            raise UnableToIndex(screen_text("Skriv hvorfor."))
        after = dict(row.lines.values_list("rate_id", "after"))
        written = RateAmount.objects.filter(
            rate__indexations__indexation=row, start=date(row.year, 1, 1)
        )
        standing = [one for one in written.order_by("id") if one.oere == after[one.rate_id]]
        for amount in standing:
            amounts.take_back(actor, amount, reason.strip())
        row.lines.update(year=None)
        row.state = IndexationState.WITHDRAWN.value
        row.save(update_fields=["state"])
        amounts.follow(actor, [amount.rate_id for amount in standing])
        wrote(actor, "indexation.withdraw", row, rates=len(standing))
    return len(standing)


def _locked(actor: Actor, indexation: UUID) -> Indexation:
    require_offers(actor, Action.SET_RATE)
    row = Indexation.objects.select_for_update().filter(id=indexation).first()
    if row is None:
        raise Http404
    return row


def _draft(actor: Actor, indexation: UUID) -> Indexation:
    row = _locked(actor, indexation)
    if row.state != IndexationState.DRAFT.value:
        raise UnableToIndex(screen_text("Indekseringen er allerede afgjort."))
    return row
