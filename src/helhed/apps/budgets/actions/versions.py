"""Building next year's budget: a version is made, changed line by line, and adopted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor, require
from helhed.apps.access.models import Unit
from helhed.apps.audit.actions import wrote
from helhed.apps.budgets import seeds
from helhed.apps.budgets.access import require_unit
from helhed.apps.budgets.models import Account, BudgetLine, BudgetVersion, Frame, FrameChange
from helhed.apps.budgets.sums import frame_sums
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action, Matter
from helhed.rules.budgets.budgetmodel import BudgetModel, VersionState
from helhed.rules.budgets.fordeling import Profile
from helhed.rules.budgets.helaarsperson import amount, grown
from helhed.rules.budgets.horisont import last_counted_month
from helhed.rules.budgets.ramme import NOTHING, FrameKind, is_too_late
from helhed.rules.decisions.ydelser import UnknownService, service

MOST_GROWTH = 500


class UnableToBuildBudget(UnableTo):
    """A version of the budget cannot be made, changed or adopted as asked."""


def make_version(
    actor: Actor, *, year: int, name: str, model: str, profile: str, per_mille: int
) -> BudgetVersion:
    """Make a version whose lines come from a model. Raises UnableToBuildBudget."""
    with transaction.atomic():
        require(actor, Action.SET_BUDGET, Matter())
        if not name.strip():
            raise UnableToBuildBudget(screen_text("Giv forslaget et navn."))
        _growth(per_mille)
        _buildable(year, name.strip(), actor.today)
        lines = seeds.lines(BudgetModel.of(model), year, per_mille, actor.today)
        if not any(line.oere for line in lines):
            raise UnableToBuildBudget(
                screen_text(
                    "Der er hverken bevillinger med en pris eller et budget at bygge %(year)s på."
                    " Vælg et andet år eller en anden model."
                ),
                year=year,
            )
        version = BudgetVersion.objects.create(
            year=year,
            name=name.strip(),
            model=BudgetModel.of(model).value,
            profile=Profile.of(profile).value,
            made_by=actor.user,
            made_at=actor.now(),
        )
        name_accounts({line.key[1]: line.department for line in lines})
        BudgetLine.objects.bulk_create(
            BudgetLine(
                version=version,
                service=line.key[0],
                account_id=line.key[1],
                unit_id=line.key[2],
                persons=line.persons,
                price_oere=line.price,
                fixed_oere=line.fixed,
                seed_oere=line.oere,
            )
            for line in lines
        )
        wrote(actor, "budget.make", version, year=year, model=model, lines=len(lines))
    return version


def change_line(
    actor: Actor, *, line: UUID, persons: int, price_oere: int, fixed_oere: int, note: str
) -> BudgetLine:
    """Change an assumption: thousandths of helårspersoner, øre per helårsperson, other øre.

    Raises UnableToBuildBudget.
    """
    with transaction.atomic():
        found = BudgetLine.objects.select_for_update(of=("self",)).filter(id=line).first()
        if found is None:
            raise UnableToBuildBudget(screen_text("Linjen findes ikke."))
        require_unit(actor, Action.SET_BUDGET, found.unit)
        draft(found.version_id)
        _sensible(persons, price_oere, fixed_oere)
        found.persons, found.price_oere, found.fixed_oere = persons, price_oere, fixed_oere
        found.carried_oere = min(found.carried_oere, max(0, fixed_oere))
        found.note = note.strip()
        found.save()
        now = amount(persons, price_oere, fixed_oere)
        wrote(actor, "budget.line", found, persons=persons, price_oere=price_oere, oere=now)
    return found


def add_line(
    actor: Actor,
    *,
    version: UUID,
    service_key: str,
    account: str,
    unit: UUID,
    persons: int,
    price_oere: int,
    fixed_oere: int,
    note: str,
) -> BudgetLine:
    """Add what no grant tells yet: a known entry, a new place. Raises UnableToBuildBudget."""
    with transaction.atomic():
        where = Unit.objects.filter(id=unit).first()
        booked = Account.objects.filter(code=account).first()
        if where is None or booked is None or booked.department != where.department:
            raise UnableToBuildBudget(
                screen_text("Vælg en konto og en enhed i samme afdeling fra listerne.")
            )
        require_unit(actor, Action.SET_BUDGET, where)
        draft(version)
        _sensible(persons, price_oere, fixed_oere)
        try:
            service(service_key)
        except UnknownService:
            raise UnableToBuildBudget(screen_text("Vælg en ydelse fra listen.")) from None
        same = {"service": service_key, "account": booked, "unit": where}
        if BudgetLine.objects.filter(version=version, **same).exists():
            raise UnableToBuildBudget(screen_text("Linjen er der allerede. Ret den i stedet."))
        made = BudgetLine.objects.create(
            version_id=version,
            **same,
            persons=persons,
            price_oere=price_oere,
            fixed_oere=fixed_oere,
            note=note.strip(),
        )
        wrote(actor, "budget.line", made, persons=persons, price_oere=price_oere)
    return made


def grow_prices(actor: Actor, *, version: UUID, per_mille: int) -> int:
    """Raise (or lower) every price of a draft by thousandths. Returns how many lines.

    Raises UnableToBuildBudget.
    """
    with transaction.atomic():
        require(actor, Action.SET_BUDGET, Matter())
        found = draft(version)
        _growth(per_mille)
        lines = list(found.lines.select_for_update())
        for line in lines:
            line.price_oere = grown(line.price_oere, per_mille)
            line.fixed_oere = grown(line.fixed_oere, per_mille)
            line.carried_oere = grown(line.carried_oere, per_mille)
        changed = ["price_oere", "fixed_oere", "carried_oere"]
        BudgetLine.objects.bulk_update(lines, changed, batch_size=200)
        wrote(actor, "budget.grow", found, per_mille=per_mille, lines=len(lines))
    return len(lines)


def adopt_version(actor: Actor, *, version: UUID) -> BudgetVersion:
    """Adopt a version that another person made: its sums become the original frames of the year.

    Raises UnableToBuildBudget.
    """
    with transaction.atomic():
        require(actor, Action.SET_BUDGET, Matter())
        found = draft(version)
        _not_over(found.year, actor.today)
        if found.made_by_id == actor.user.id:
            raise UnableToBuildBudget(
                screen_text("Du har selv lavet forslaget. En anden skal vedtage det.")
            )
        adopted = VersionState.ADOPTED.value
        if BudgetVersion.objects.filter(year=found.year, state=adopted).exists():
            raise UnableToBuildBudget(
                screen_text("Der er allerede vedtaget et budget for %(year)s."), year=found.year
            )
        at = actor.now()
        found.state, found.adopted_by, found.adopted_at = adopted, actor.user, at
        found.save()
        frames = _set_originals(actor, found, at)
        wrote(actor, "budget.adopt", found, year=found.year, frames=frames)
    return found


def _set_originals(actor: Actor, version: BudgetVersion, adopted_at: datetime) -> int:
    """Write what each frame's original budget changes by. Returns how many frames there are."""
    wanted: dict[tuple[str, UUID], int] = {}
    for line in version.lines.all():
        cell = (line.account_id, line.unit_id)
        oere = amount(line.persons, line.price_oere, line.fixed_oere)
        wanted[cell] = wanted.get(cell, 0) + oere
    year = Frame.objects.filter(year=version.year)
    there = {(frame.account_id, frame.unit_id): frame for frame in year}
    missing = [
        Frame(account_id=account, unit_id=unit, year=version.year)
        for account, unit in wanted
        if (account, unit) not in there
    ]
    Frame.objects.bulk_create(missing)
    there |= {(frame.account_id, frame.unit_id): frame for frame in missing}
    sums = frame_sums(year)
    changes = []
    for (account, unit), frame in there.items():
        old = sums.get((account, unit, version.year), NOTHING)
        more = wanted.get((account, unit), 0) - old.original
        if old.corrected + more < 0:
            raise UnableToBuildBudget(
                screen_text("Rammen på %(account)s ville komme under 0 kr."), account=account
            )
        if more:
            changes.append(_original(actor, frame, more, version.name, adopted_at))
    FrameChange.objects.bulk_create(changes)
    return len(there)


def _original(
    actor: Actor, frame: Frame, oere: int, name: str, adopted_at: datetime
) -> FrameChange:
    """A change that can be known again as the version's: by its name and the time of adoption."""
    return FrameChange(
        frame=frame,
        kind=FrameKind.ORIGINAL.value,
        oere=oere,
        reason=name,
        recorded_at=adopted_at,
        recorded_by=actor.user,
    )


def draft(version: UUID) -> BudgetVersion:
    """A version that can still be changed. Raises UnableToBuildBudget."""
    found = BudgetVersion.objects.select_for_update(of=("self",)).filter(id=version).first()
    if found is None or found.state != VersionState.DRAFT.value:
        raise UnableToBuildBudget(
            screen_text("Forslaget er vedtaget og ændres ikke. Lav et nyt forslag.")
        )
    return found


def _buildable(year: int, name: str, today: date) -> None:
    """A year that is not over and for which grants are counted, and a name of its own in it."""
    _not_over(year, today)
    last = last_counted_month(today).year
    if year > last:
        raise UnableToBuildBudget(
            screen_text(
                "Hvad bevillingerne koster, er kun regnet ud til og med %(last)s, så %(year)s kan"
                " ikke bygges endnu. Vælg et tidligere år."
            ),
            last=last,
            year=year,
        )
    named = BudgetVersion.objects.filter(year=year, name__iexact=name)
    if named.exists():
        raise UnableToBuildBudget(
            screen_text(
                "Der er allerede et forslag for %(year)s, der hedder det. Giv et andet navn."
            ),
            year=year,
        )


def _not_over(year: int, today: date) -> None:
    if is_too_late(FrameKind.ORIGINAL, year, today.year):
        raise UnableToBuildBudget(
            screen_text(
                "%(year)s er forbi, så der kan ikke lægges budget for det. Vælg et senere år."
            ),
            year=year,
        )


def _sensible(persons: int, price_oere: int, fixed_oere: int) -> None:
    if persons < 0 or price_oere < 0 or amount(persons, price_oere, fixed_oere) < 0:
        raise UnableToBuildBudget(screen_text("Antal, pris og beløb kan ikke være under 0."))


def _growth(per_mille: int) -> None:
    if abs(per_mille) > MOST_GROWTH:
        raise UnableToBuildBudget(screen_text("Priserne kan højst ændres 50 % ad gangen."))


def name_accounts(departments: Mapping[str, str]) -> None:
    """Let every account be known, by its number if it has no name yet, with its department."""
    known = set(Account.objects.values_list("code", flat=True))
    Account.objects.bulk_create(
        Account(code=code, name=code, department=departments[code])
        for code in sorted(set(departments) - known)
    )
