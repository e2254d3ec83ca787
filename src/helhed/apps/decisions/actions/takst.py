"""The rates of own offers, built from their budgets: one prepares, another sets them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.decisions import amounts
from helhed.apps.offers.access import require_offers
from helhed.apps.offers.models import Rate, RateAmount, Takst, TakstAccount
from helhed.apps.offers.queries import takst as queries
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import require_four_eyes
from helhed.rules.offers.takst import (
    Basis,
    TakstState,
    UnableToBuildTakst,
    YearAccount,
    settlements,
)

NEW_TAKST, TAKST_WITHDRAWN = screen_text("Ny takst"), screen_text("Taksten er kaldt tilbage")


@dataclass(frozen=True, slots=True)
class Budget:
    """What the budget form of an offer says; without ``occupancy`` that of the accounts is used."""

    basis: Basis
    number: Decimal
    occupancy: Decimal | None
    deviation: str


def build_takst(actor: Actor, *, rate: UUID, year: int, budget: Budget) -> Takst:
    """Build the rate of a year from a budget and the accounts; nothing costs more yet.

    Building it again replaces a draft. Raises UnableToBuildTakst.
    """
    with transaction.atomic():
        row = _own_rate(actor, rate)
        if year not in (actor.today.year, actor.today.year + 1):
            raise UnableToBuildTakst(screen_text("Vælg i år eller næste år."))
        old = Takst.objects.select_for_update().filter(rate=row, year=year).first()
        if old is not None and old.state == TakstState.APPROVED.value:
            text = screen_text("Årets takst er godkendt. Kald den tilbage, før du bygger en ny.")
            raise UnableToBuildTakst(text)
        if budget.occupancy is not None and not budget.deviation.strip():
            text = screen_text("Skriv, hvor det er godkendt, at belægningen er en anden.")
            raise UnableToBuildTakst(text)
        found = queries.built(row, year, budget.basis, budget.number, occupancy=budget.occupancy)
        made, _ = Takst.objects.update_or_create(
            rate=row,
            year=year,
            defaults={
                "direct": budget.basis.direct,
                "overhead": budget.basis.overhead,
                "depreciation": budget.basis.depreciation,
                "interest": budget.basis.interest,
                "number": budget.number,
                "occupancy": found.occupancy,
                "deviation": budget.deviation.strip() if budget.occupancy is not None else "",
                "correction": found.correction,
                "oere": found.oere,
                "state": TakstState.DRAFT.value,
                "made_by": actor.user,
                "made_at": actor.now(),
                "approved_by": None,
                "approved_at": None,
            },
        )
        wrote(actor, "takst.build", made, year=year, oere=found.oere)
    return made


def approve_takst(actor: Actor, *, takst: UUID, seen: int) -> None:
    """Set a rate from 1 January to what another built; grants on it cost that at once.

    Nothing is set when the rate is not what the approver has seen (``seen``, øre), or the accounts
    have changed since it was built. Raises SamePersonTwice, UnableToBuildTakst, UnableToPrice.
    """
    with transaction.atomic():
        row = _locked(actor, takst, TakstState.DRAFT)
        require_four_eyes(row.made_by_id, actor.id)
        occupancy = row.occupancy if row.deviation else None
        now = queries.built(row.rate, row.year, queries.basis_of(row), row.number, occupancy)
        if now.oere != row.oere or now.correction != row.correction or seen != row.oere:
            text = screen_text("Tallene har ændret sig. Byg taksten igen, og se den.")
            raise UnableToBuildTakst(text)
        amounts.locked(row.rate_id)
        start = date(row.year, 1, 1)
        there = RateAmount.objects.filter(rate=row.rate_id, start=start).first()
        if there is not None:
            amounts.replace(actor, there, row.oere, NEW_TAKST)
        else:
            amounts.write(actor, row.rate, row.oere, start)
        amounts.follow(actor, [row.rate_id])
        row.state = TakstState.APPROVED.value
        row.approved_by, row.approved_at = actor.user, actor.now()
        row.save(update_fields=["state", "approved_by", "approved_at"])
        wrote(actor, "takst.approve", row, year=row.year, oere=row.oere)


def withdraw_takst(actor: Actor, *, takst: UUID) -> None:
    """Take a rate back that was approved; the price before it holds on, and what was paid
    meanwhile comes as differences. Raises UnableToBuildTakst, UnableToPrice."""
    with transaction.atomic():
        row = _locked(actor, takst, TakstState.APPROVED)
        written = RateAmount.objects.filter(
            rate=row.rate_id, start=date(row.year, 1, 1), oere=row.oere
        ).first()
        if written is not None:
            amounts.take_back(actor, written, TAKST_WITHDRAWN)
            amounts.follow(actor, [row.rate_id])
        row.state = TakstState.WITHDRAWN.value
        row.save(update_fields=["state"])
        wrote(actor, "takst.withdraw", row, year=row.year)


def drop_takst(actor: Actor, *, takst: UUID) -> None:
    """Give a draft up; no price has moved. Raises UnableToBuildTakst."""
    with transaction.atomic():
        row = _locked(actor, takst, TakstState.DRAFT)
        row.state = TakstState.DROPPED.value
        row.save(update_fields=["state"])
        wrote(actor, "takst.drop", row, year=row.year)


def record_account(actor: Actor, *, rate: UUID, account: YearAccount, other_days: int) -> None:
    """Write what a year became; writing it again corrects it, and the next rate makes up for it.

    Raises UnableToBuildTakst for a year that is not over, or numbers that cannot be.
    """
    with transaction.atomic():
        row = _own_rate(actor, rate)
        _check(actor, account, other_days)
        others = [one for one in queries.accounts_of(row) if one.year != account.year]
        settlements([*others, account])
        made, _ = TakstAccount.objects.update_or_create(
            rate=row,
            year=account.year,
            defaults={
                "basis": account.basis,
                "correction": account.correction,
                "cost": account.cost,
                "income": account.income,
                "days": account.days,
                "other_days": other_days,
                "place_days": account.place_days,
                "set_aside": account.set_aside,
                "recorded_at": actor.now(),
                "recorded_by": actor.user,
            },
        )
        wrote(actor, "takst.account", made, year=account.year, result=account.result)


def _check(actor: Actor, account: YearAccount, other_days: int) -> None:
    if not 2000 <= account.year < actor.today.year:
        raise UnableToBuildTakst(screen_text("Skriv regnskabet, når året er gået."))
    if min(account.basis, account.cost) <= 0 or account.income < 0:
        raise UnableToBuildTakst(screen_text("Skriv årets omkostninger, indtægter og grundlag."))
    if not 0 <= other_days <= account.days <= account.place_days:
        text = screen_text("Belagte døgn kan ikke være flere end pladsdøgn.")
        raise UnableToBuildTakst(text)


def _own_rate(actor: Actor, rate: UUID) -> Rate:
    """A rate that can be built, held until the transaction ends. Raises Http404."""
    require_offers(actor, Action.SET_RATE)
    row = queries.own_rates().filter(id=rate).select_for_update(of=("self",)).first()
    if row is None:
        raise Http404
    return row


def _locked(actor: Actor, takst: UUID, state: TakstState) -> Takst:
    require_offers(actor, Action.SET_RATE)
    rows = Takst.objects.select_related("rate__offer__provider")
    row = rows.select_for_update(of=("self",)).filter(id=takst).first()
    if row is None:
        raise Http404
    if row.state != state.value:
        raise UnableToBuildTakst(screen_text("Taksten er ikke længere, som da du så den."))
    return row
