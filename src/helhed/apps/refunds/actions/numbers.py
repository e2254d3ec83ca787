"""Numbers of refund: corrected at once when nothing claimed moves, and by two when it does."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404

from helhed.apps.access.access import NOBODYS, Actor, require
from helhed.apps.audit.actions import wrote
from helhed.apps.catalogue.actions import (
    Told,
    UnableToCorrect,
    correction_of,
    put_correction,
)
from helhed.apps.catalogue.models import ParameterCorrection
from helhed.apps.catalogue.queries import corrections_with, parameter_as_it_came, stored
from helhed.apps.refunds.access import require_house
from helhed.apps.refunds.effect import Effect, effect_of
from helhed.apps.refunds.models import NumberChange
from helhed.kernel.dated import NoValueThatDay, corrected_by
from helhed.kernel.money import kroner
from helhed.kernel.period import Period
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import require_four_eyes
from helhed.rules.refunds.graenser import ChangeState, not_rising, works_from

FOLDER, PERCENT, MOST_PERCENT = "refunds/", "%", 100


class MovesWhatIsClaimed(UnableToCorrect):
    """A correction moves claimed months, and who asks has not seen how much; ``effect`` says."""

    def __init__(self, effect: Effect) -> None:
        text = screen_text("Tallet ændrer noget, der er krævet. Se hvor meget, og bed om det.")
        super().__init__(text)
        self.effect = effect


def correct_number(
    actor: Actor,
    *,
    file: str,
    key: str,
    value: str,
    start: date,
    end: date | None,
    source: str,
    seen: str = "",
) -> ParameterCorrection | NumberChange:
    """Say what a number of refund is from a day. When nothing claimed moves, it holds at once;
    else another is asked, once who asks has seen the effect (``seen``).

    Raises UnableToCorrect, also when the limits would not rise; MovesWhatIsClaimed; Http404.
    """
    try:
        with transaction.atomic():
            require(actor, Action.ADMINISTER, NOBODYS)
            if not file.startswith(FOLDER):
                raise Http404
            made = correction_of(actor, Told(file, key, value, start, end, source))
            effect = _checked_effect(made)
            if not effect.months:
                put_correction(actor, made)
                return made
            if seen != effect.mark:
                raise MovesWhatIsClaimed(effect)
            return _asked(actor, made, effect)
    except IntegrityError as error:
        text = screen_text("En ændring af tallet venter allerede på en anden.")
        raise UnableToCorrect(text) from error


def _asked(actor: Actor, made: ParameterCorrection, effect: Effect) -> NumberChange:
    row = NumberChange.objects.create(
        file=made.file,
        key=made.key,
        value=made.value,
        valid_from=made.valid_from,
        valid_to=made.valid_to,
        source=made.source,
        months=effect.count,
        oere=effect.oere,
        state=ChangeState.WAITING.value,
        asked_by=actor.user,
        asked_at=actor.now(),
    )
    wrote(actor, "refundnumber.ask", row, file=row.file, key=row.key, months=row.months)
    return row


def approve_number(actor: Actor, *, numberchange: UUID, seen: str) -> None:
    """Let a number be what another asked for, having seen what it moves (``seen``). Raises
    UnableToCorrect, MovesWhatIsClaimed when it moves something else by now, SamePersonTwice."""
    with transaction.atomic():
        row = _waiting(actor, numberchange)
        require_four_eyes(row.asked_by_id, actor.id)
        made = row.as_correction()
        effect = _checked_effect(made)
        if seen != effect.mark:
            raise MovesWhatIsClaimed(effect)
        made.recorded_at = actor.now()
        put_correction(actor, made)
        row.months, row.oere, row.correction = effect.count, effect.oere, made
        _decide(actor, row, ChangeState.APPROVED)
        wrote(actor, "refundnumber.approve", row, file=row.file, key=row.key, months=row.months)


def refuse_number(actor: Actor, *, numberchange: UUID) -> None:
    """Say no to what another asked for: the number stays as it is. Raises UnableToCorrect."""
    with transaction.atomic():
        row = _waiting(actor, numberchange)
        _decide(actor, row, ChangeState.REFUSED)
        wrote(actor, "refundnumber.refuse", row, file=row.file, key=row.key)


def withdraw_number(actor: Actor, *, numberchange: UUID) -> None:
    """Take back what was asked for. Raises UnableToCorrect, Http404."""
    with transaction.atomic():
        require(actor, Action.ADMINISTER, NOBODYS)
        row = _change(numberchange)
        _decide(actor, row, ChangeState.WITHDRAWN)
        wrote(actor, "refundnumber.withdraw", row, file=row.file, key=row.key)


def _waiting(actor: Actor, numberchange: UUID) -> NumberChange:
    require_house(actor, Action.APPROVE_REFUND)
    return _change(numberchange)


def _change(numberchange: UUID) -> NumberChange:
    row = NumberChange.objects.select_for_update().filter(id=numberchange).first()
    if row is None:
        raise Http404
    if row.state != ChangeState.WAITING.value:
        raise UnableToCorrect(screen_text("Ændringen venter ikke længere."))
    return row


def _decide(actor: Actor, row: NumberChange, state: ChangeState) -> None:
    row.state, row.decided_by, row.decided_at = state.value, actor.user, actor.now()
    row.save()


def _require_from_new_year(made: ParameterCorrection) -> None:
    """Raises UnableToCorrect for a limit that would not work from the day that is written."""
    start = made.valid_from
    works = works_from(made.key, Period(start, made.valid_to))
    if works == start:
        return
    this, next_one = date(start.year, 1, 1), date(start.year + 1, 1, 1)
    days = {"day": start, "this": this, "next": next_one}
    if works is None:
        text = screen_text(
            "Beløbsgrænser og deres procenter gælder et helt år ad gangen. Skrevet fra %(day)s til "
            "%(end)s ville tallet aldrig virke. Skriv første dag som %(this)s, hvis det skal gælde "
            "hele det år."
        )
        raise UnableToCorrect(text, end=made.valid_to, **days)
    text = screen_text(
        "Beløbsgrænser og deres procenter gælder et helt år ad gangen. Skrevet fra %(day)s ville "
        "tallet først virke fra %(works)s. Skriv første dag som %(this)s, hvis det skal gælde hele "
        "det år, ellers som %(next)s."
    )
    raise UnableToCorrect(text, works=works, **days)


def _checked_effect(made: ParameterCorrection) -> Effect:
    """Raises UnableToCorrect for a number that cannot be."""
    _require_from_new_year(made)
    parameter = parameter_as_it_came(made.file, made.key)
    value = stored(made.value)
    is_too_much = isinstance(value, int | float) and value > MOST_PERCENT
    if parameter.unit == PERCENT and is_too_much:
        raise UnableToCorrect(screen_text("En del er højst 100 %."))
    with corrected_by(corrections_with(made)):
        fault = not_rising(Period(made.valid_from, made.valid_to))
    if fault is not None:
        text = screen_text(
            "Beløbsgrænserne skal stige. %(day)s ville trin %(step)s begynde ved %(low)s kr. og "
            "trin %(above)s ved %(high)s kr. Ret tallet, eller ret det andet trin først."
        )
        low, high = (kroner(100 * one, 0) for one in (fault.low, fault.high))
        step = {"step": fault.step, "above": fault.step + 1}
        raise UnableToCorrect(text, day=fault.day, low=low, high=high, **step)
    try:
        return effect_of(made)
    except NoValueThatDay as missing:
        text = screen_text("Beløbsgrænserne for %(year)s mangler. Skriv dem først.")
        raise UnableToCorrect(text, year=missing.day.year) from missing
