"""Changing a rule or a number from a day. What was, stays: rows are added and never changed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from helhed.apps.access.access import NOBODYS, Actor, require
from helhed.apps.audit.actions import wrote
from helhed.apps.catalogue.models import ParameterCorrection, RuleChange
from helhed.apps.catalogue.queries import (
    code,
    corrections,
    parameter_as_it_came,
    rule_book,
    words_of,
)
from helhed.kernel.dated import Certainty, corrected_by, forget_corrections
from helhed.kernel.finding import UnableTo
from helhed.kernel.law import Citation, UnknownAct
from helhed.kernel.numerals import NotANumber, TooManyDecimals, parse_number
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.assessments.indsatstrappe import STEPS
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.hjemmel import UnknownParagraph, paragraph
from helhed.rules.decisions.kompetence import PLAN, ApprovalLevel, raises_on_some_day
from helhed.rules.decisions.regelsaet import Rule
from helhed.rules.decisions.ydelser import (
    BOOKED_AS_MAIN,
    Department,
    Service,
    UnknownService,
    service,
)
from helhed.rules.payments.bankdag import PARAMETERS

MOST_VALUE = 10**12
LIMITS = "decisions/kompetence"
ALONE = ("invoice_accepted_alone",)
AUTHORITY = {LIMITS: PLAN, "payments/betaling": PARAMETERS}
"""Where numbers stand that say what somebody may do: all of the plan, and those of ``ALONE``."""
OF_A_ROOM = ("refunds/",)
"""Files of numbers that move money already claimed: the room of that money asks and writes."""


class UnableToChangeRule(UnableTo):
    """A rule cannot be changed as asked."""


class UnableToCorrect(UnableTo):
    """A number cannot be corrected as asked."""


@dataclass(frozen=True, slots=True)
class RuleWords:
    """What a rule is to say; ``groupings`` by target group, those left empty are as the others."""

    areas: Collection[str]
    level: int
    function: str
    grouping: str
    steps: Collection[int] = ()
    follows: Collection[str] = ()
    groupings: Mapping[str, str] = field(default_factory=dict)
    alias: str = ""
    kle: str = ""


def change_rule(
    actor: Actor,
    *,
    key: str,
    citation: str,
    start: date,
    end: date | None,
    words: RuleWords,
    source: str,
) -> RuleChange:
    """Say what the rule for a service under a paragraph is from a day, and whence it is known.

    A rule that was switched off holds again. Raises UnableToChangeRule.
    """
    with transaction.atomic():
        require(actor, Action.ADMINISTER, NOBODYS)
        of, law = _service_and_law(key, citation)
        _check(of, words)
        made = _written(actor, of, law, start, end, source)
        made.areas = "|".join(area for area in CaseArea.codes() if area in words.areas)
        made.steps = "|".join(str(step) for step in sorted(words.steps))
        made.follows = "|".join(sorted(words.follows))
        made.function, made.grouping = words.function, words.grouping
        made.groupings = "|".join(f"{a}={g}" for a, g in sorted(words.groupings.items()) if g)
        made.alias, made.kle, made.level = words.alias, words.kle, words.level
        made.save()
        wrote(actor, "rule.change", made, service=of.key, citation=str(law), start=str(start))
    return made


def switch_off_rule(
    actor: Actor, *, key: str, citation: str, start: date, source: str
) -> RuleChange:
    """Say that a service may not be granted under a paragraph from a day.

    Raises UnableToChangeRule, also when it may not be granted that day anyway.
    """
    with transaction.atomic():
        require(actor, Action.ADMINISTER, NOBODYS)
        of, law = _service_and_law(key, citation)
        rule = rule_book().rule(of.key, law, start)
        if rule is None:
            text = screen_text("Reglen gælder ikke den dag. Vælg en anden dag.")
            raise UnableToChangeRule(text)
        made = _written(actor, of, law, start, None, source)
        made.is_off = True
        _as_it_is(made, rule)
        made.save()
        wrote(actor, "rule.switch_off", made, service=of.key, citation=str(law), start=str(start))
    return made


def _as_it_is(made: RuleChange, rule: Rule) -> None:
    made.areas = "|".join(sorted(area.value for area in rule.areas))
    made.steps = "|".join(str(step) for step in sorted(rule.steps))
    made.follows = "|".join(sorted(rule.follows))
    made.function, made.grouping = rule.function, rule.grouping
    made.groupings = "|".join(f"{area.value}={grouping}" for area, grouping in rule.groupings)
    made.alias, made.kle, made.level = rule.alias, rule.kle, rule.level.value
    made.certainty = rule.certainty.value


def _written(
    actor: Actor, of: Service, law: Citation, start: date, end: date | None, source: str
) -> RuleChange:
    if not source.strip():
        raise UnableToChangeRule(screen_text("Skriv, hvor reglen kommer fra."))
    if end is not None and end < start:
        raise UnableToChangeRule(screen_text("Sidste dag ligger før første dag."))
    return RuleChange(
        service=of.key,
        citation=str(law),
        valid_from=start,
        valid_to=end,
        source=source.strip(),
        certainty=Certainty.QUOTED.value,
        recorded_at=actor.now(),
        recorded_by=actor.user,
    )


def _service_and_law(key: str, citation: str) -> tuple[Service, Citation]:
    try:
        of, law = service(key), Citation.parse(citation)
        paragraph(law)
    except (UnknownService, UnknownAct, UnknownParagraph):
        text = screen_text("Ydelsen eller paragraffen findes ikke. Vælg en fra listen.")
        raise UnableToChangeRule(text) from None
    return of, law


def _check(of: Service, words: RuleWords) -> None:
    """Raises UnableToChangeRule for the first thing that a rule cannot say."""
    is_childs = of.department is Department.CHILDREN
    areas = {area.value for area in CaseArea if area.is_childs == is_childs}
    if not words.areas or not set(words.areas) <= areas:
        raise UnableToChangeRule(screen_text("Vælg mindst én målgruppe i ydelsens afdeling."))
    if not set(words.steps) <= set(range(1, len(STEPS) + 1)) or (words.steps and not is_childs):
        raise UnableToChangeRule(screen_text("Indsatstrappens trin er 1 til 6, og kun for børn."))
    if words.level not in {level.value for level in ApprovalLevel}:
        raise UnableToChangeRule(screen_text("Vælg et bevillingsniveau fra listen."))
    _check_follows(of, words.follows)
    _check_account(of, words)


def _check_follows(of: Service, follows: Collection[str]) -> None:
    if of.is_main and follows:
        raise UnableToChangeRule(screen_text("En hovedydelse følger ikke en anden ydelse."))
    try:
        mains = [service(key) for key in follows]
    except UnknownService:
        mains = []
    fits = all(main.is_main and main.department is of.department for main in mains)
    if not of.is_main and (not fits or len(mains) != len(follows) or not mains):
        text = screen_text("Vælg de hovedydelser i samme afdeling, som ydelsen kan følge.")
        raise UnableToChangeRule(text)


def _check_account(of: Service, words: RuleWords) -> None:
    as_main = BOOKED_AS_MAIN in (words.function, words.grouping)
    if as_main:
        if of.is_main or words.function != words.grouping or any(words.groupings.values()):
            text = screen_text("Kun en følgeydelse kan bogføres som sin hovedydelse.")
            raise UnableToChangeRule(text)
    elif not re.fullmatch(r"\d\.\d{2}\.\d{2}", words.function):
        raise UnableToChangeRule(screen_text("En funktion skrives som 5.38.52."))
    groupings = [] if as_main else [words.grouping, *filter(None, words.groupings.values())]
    if not all(re.fullmatch(r"\d{3}", grouping) for grouping in groupings):
        raise UnableToChangeRule(screen_text("En gruppering er tre cifre som 001."))
    if not set(words.groupings) <= set(words.areas):
        text = screen_text("En gruppering kan kun skrives for en målgruppe, der er valgt.")
        raise UnableToChangeRule(text)
    if words.kle and not re.fullmatch(r"\d{2}\.\d{2}(\.\d{2})?", words.kle):
        raise UnableToChangeRule(screen_text("Et KLE-nummer skrives som 27.57.04."))
    if not re.fullmatch(r"[A-ZÆØÅ0-9-]{0,20}", words.alias):
        text = screen_text("Et alias er højst 20 store bogstaver, tal og bindestreger.")
        raise UnableToChangeRule(text)


@dataclass(frozen=True, slots=True)
class Told:
    """What a number is to be from a day, as it was typed, and where it was read."""

    file: str
    key: str
    value: str
    start: date
    end: date | None
    source: str


def correct_parameter(
    actor: Actor,
    *,
    file: str,
    key: str,
    value: str,
    start: date,
    end: date | None,
    source: str,
) -> ParameterCorrection:
    """Say what a number is from a day, or confirm it, with the source in which it was read.

    It holds until the next value that is known, or on. What gives somebody more authority holds
    from today at the earliest. Raises UnableToCorrect, also for a number that a room writes itself
    (``OF_A_ROOM``), and Http404.
    """
    with transaction.atomic():
        require(actor, Action.ADMINISTER, NOBODYS)
        if file.startswith(OF_A_ROOM):
            text = screen_text("Tallet flytter penge, der er krævet. Ret det på dets egen side.")
            raise UnableToCorrect(text)
        made = correction_of(actor, Told(file, key, value, start, end, source))
        put_correction(actor, made)
    return made


def correction_of(actor: Actor, told: Told) -> ParameterCorrection:
    """What was told, checked and not written yet. Raises UnableToCorrect, Http404."""
    parameter_as_it_came(told.file, told.key)
    if not told.source.strip():
        raise UnableToCorrect(screen_text("Skriv, hvor tallet står."))
    if told.end is not None and told.end < told.start:
        raise UnableToCorrect(screen_text("Sidste dag ligger før første dag."))
    stored = _value(told.file, told.key, told.value.strip())
    _require_no_authority_in_the_past(actor, (told.file, told.key), stored, told.start)
    return ParameterCorrection(
        file=told.file,
        key=told.key,
        value=stored,
        valid_from=told.start,
        valid_to=told.end,
        source=told.source.strip(),
        recorded_at=actor.now(),
        recorded_by=actor.user,
    )


def put_correction(actor: Actor, made: ParameterCorrection) -> None:
    """Write a correction that was checked; it holds at once."""
    made.save()
    file, start = made.file, str(made.valid_from)
    wrote(actor, "parameter.correct", made, file=file, key=made.key, start=start)
    forget_corrections()


def confirm_code(actor: Actor, *, kind: str, key: str, source: str) -> ParameterCorrection:
    """Say that a code that came with the house was read in a source. Raises UnableToCorrect
    without the source, Http404."""
    with transaction.atomic():
        require(actor, Action.ADMINISTER, NOBODYS)
        found = code(kind, key)
        if not source.strip():
            raise UnableToCorrect(screen_text("Skriv, hvor koden står."))
        made = ParameterCorrection.objects.create(
            file=found.kind.file,
            key=key,
            value=found.kept,
            valid_from=actor.today,
            source=source.strip(),
            recorded_at=actor.now(),
            recorded_by=actor.user,
        )
        wrote(actor, "code.confirm", made, file=found.kind.file, key=key)
    return made


def _require_no_authority_in_the_past(
    actor: Actor, which: tuple[str, str], value: str, start: date
) -> None:
    file, key = which
    plan = AUTHORITY.get(file)
    if plan is None or (file != LIMITS and key not in ALONE):
        return
    with corrected_by(corrections()):
        raises = raises_on_some_day(plan[key], value, start, actor.today)
    if raises:
        text = screen_text(
            "En højere grænse gælder tidligst fra i dag (%(day)s), så ingen får ret til det, der "
            "allerede er godkendt. Vælg i dag eller en senere dag."
        )
        raise UnableToCorrect(text, day=actor.today)


def _value(file: str, key: str, text: str) -> str:
    """A value as it is stored. A word must be one that the file uses for a value."""
    if text in words_of(file):
        return text
    takes_part = any(
        isinstance(value.value, float) for value in parameter_as_it_came(file, key).values
    )
    try:
        number = parse_number(text, 6 if takes_part else 0)
    except (NotANumber, TooManyDecimals):
        raise UnableToCorrect(screen_text("Skriv et tal af samme slags som det, der er.")) from None
    if not 0 <= number <= MOST_VALUE:
        raise UnableToCorrect(screen_text("Tallet skal være 0 eller mere."))
    return str(number) if takes_part else str(int(number))
