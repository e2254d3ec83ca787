"""Afstemning: what was sent to the ledger beside what it posted, and what each difference is.

A posting belongs to a line by the line's id; without one by rule, when exactly one posting and one
line say the same of citizen, account, month and amount; else by hand. What a line lacks, or has too
much, is outstanding: sent less posted. Of a posting that belongs to no line the whole of it is. So
always, to the øre:

    sent = posted + explained + open

All is computed from everything that was sent and came back, so neither the order of files nor the
same file twice changes anything. Nothing is closed in silence: a difference is there until it is
nothing, and an explanation holds only for the amount that it was given for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Month
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.payments.bankdag import PARAMETERS, bank_days_after


class DifferenceKind(CodeList):
    """How the ledger's answer differs from what was sent."""

    LATE = "late", screen_text("Ikke bogført endnu")
    MISSING = "missing", screen_text("Udeblevet")
    REJECTED = "rejected", screen_text("Afvist")
    DOUBLE = "double", screen_text("Bogført to gange")
    PARTIAL = "partial", screen_text("Bogført delvist")
    AMOUNT = "amount", screen_text("Forkert beløb")
    ACCOUNT = "account", screen_text("Forkert konto")
    UNKNOWN = "unknown", screen_text("Ukendt bogføring")

    @property
    def overstates(self) -> bool:
        """Whether more, or something else, may stand in the ledger than was paid, so that nobody
        else can be asked to pay a part of it before it is cleared up."""
        return self in (
            DifferenceKind.DOUBLE,
            DifferenceKind.AMOUNT,
            DifferenceKind.ACCOUNT,
            DifferenceKind.UNKNOWN,
        )


ADVICE = {
    DifferenceKind.LATE: screen_text(
        "Vent på næste fil fra økonomisystemet. Udebliver bogføringen, kan linjen sendes igen her."
    ),
    DifferenceKind.MISSING: screen_text(
        "Økonomisystemet har taget linjen, men ikke bogført den. Send den igen."
    ),
    DifferenceKind.REJECTED: screen_text(
        "Linjen er ikke betalt. Ret fejlen, og frigiv linjen, så kommer den med i næste kørsel."
    ),
    DifferenceKind.DOUBLE: screen_text(
        "Kræv beløbet tilbage. Tager økonomisystemet det selv tilbage, falder kravet væk."
    ),
    DifferenceKind.PARTIAL: screen_text("Vent på resten, eller forklar, hvorfor den ikke kommer."),
    DifferenceKind.AMOUNT: screen_text(
        "Er der betalt for meget, så kræv det tilbage. Ellers forklar, hvorfor beløbet er et andet."
    ),
    DifferenceKind.ACCOUNT: screen_text(
        "Beløbet er betalt, men står på en anden konto. Bed om at få det flyttet i "
        "økonomisystemet, så løses forskellen af sig selv."
    ),
    DifferenceKind.UNKNOWN: screen_text(
        "Find den linje, som bogføringen hører til, eller forklar, hvad den er."
    ),
}
"""What a person can do about each kind."""


class DifferenceState(CodeList):
    """Where a difference stands. Explained: it is still there, and somebody has said why.
    Solved: it was there once."""

    OPEN = "open", screen_text("Åben")
    EXPLAINED = "explained", screen_text("Forklaret")
    SOLVED = "solved", screen_text("Løst")


class NumberUsedTwice(UnableTo):
    """The ledger used one posting number for two different postings."""

    def __init__(self, number: str) -> None:
        text = screen_text("Posteringsnummer %(number)s er brugt til to forskellige posteringer.")
        super().__init__(text, number=number)


@dataclass(frozen=True, slots=True)
class Sent:
    """One line as it was sent, in øre."""

    line: Hashable
    citizen: Hashable
    account: str
    month: Month
    oere: int
    pay_on: date


@dataclass(frozen=True, slots=True)
class Posted:
    """One posting as the ledger told it, in øre; line and citizen when it named them."""

    number: str
    line: Hashable | None
    citizen: Hashable | None
    account: str
    month: Month
    oere: int

    @property
    def says(self) -> tuple[Hashable, str, Month, int]:
        """What a line must say to be matched with it by rule."""
        return self.citizen, self.account, self.month, self.oere


Key = tuple[str, Hashable]
"""``("line", id)`` or ``("posting", number)``: what a difference is of."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why something is outstanding, and how much was when it was said; in øre."""

    oere: int
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: of a line, or of a posting that belongs to none. ``oere`` is sent less
    posted (0 when only the account is wrong); there is always somebody who owns it."""

    key: Key
    kind: DifferenceKind
    oere: int
    state: DifferenceState
    owner: Hashable
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """All that came back: which lines were rejected, all postings, what people said."""

    rejected: frozenset[Hashable] = frozenset()
    postings: Sequence[Posted] = ()
    by_hand: Mapping[str, Hashable] = field(default_factory=dict)
    explained: Mapping[Key, Explanation] = field(default_factory=dict)
    owners: Mapping[Key, Hashable] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Which line each posting belongs to (by number; None: none), all differences, the sums."""

    line_of: Mapping[str, Hashable | None]
    differences: tuple[Difference, ...]
    sent: int
    posted: int

    def outstanding(self, state: DifferenceState) -> int:
        """What stands in a state, in øre."""
        return sum(one.oere for one in self.differences if one.state is state)

    @property
    def is_settled(self) -> bool:
        """Whether nothing waits for anybody."""
        return not any(one.state is DifferenceState.OPEN for one in self.differences)


def reconcile(
    sent: Iterable[Sent], answers: Answers, *, today: date, owner: Hashable
) -> Reconciled:
    """Hold what was sent against all that came back. ``owner`` has what nobody else has taken.

    Raises NumberUsedTwice.
    """
    lines = {one.line: one for one in sent}
    postings = once(answers.postings)
    line_of = _matched(lines, postings, answers)
    of_line: dict[Hashable, list[Posted]] = defaultdict(list)
    without = []
    for one in postings:
        line = line_of[one.number]
        if line is None:
            without.append(one)
        else:
            of_line[line].append(one)
    found = [
        (("line", line.line), kind, oere)
        for line in lines.values()
        for kind, oere in _of_line(line, of_line[line.line], line.line in answers.rejected, today)
    ]
    found += [
        (("posting", one.number), DifferenceKind.UNKNOWN, -one.oere) for one in _not_undone(without)
    ]
    differences = tuple(_told(*one, answers, owner) for one in found)
    total = sum(one.oere for one in lines.values())
    return Reconciled(line_of, differences, total, sum(one.oere for one in postings))


def once(postings: Iterable[Posted]) -> list[Posted]:
    """Each posting once, by number. Raises NumberUsedTwice."""
    known: dict[str, Posted] = {}
    for one in postings:
        if known.setdefault(one.number, one) != one:
            raise NumberUsedTwice(one.number)
    return sorted(known.values(), key=lambda one: one.number)


def _matched(
    lines: Mapping[Hashable, Sent], postings: Sequence[Posted], answers: Answers
) -> dict[str, Hashable | None]:
    """The line of each posting: exactly, by hand, then by rule."""
    line_of: dict[str, Hashable | None] = {}
    for one in postings:
        named = one.line if one.line in lines else answers.by_hand.get(one.number)
        line_of[one.number] = named if named in lines else None
    taken = {line for line in line_of.values() if line is not None} | answers.rejected
    alike: dict[Hashable, list[Hashable]] = defaultdict(list)
    for line in lines.values():
        if line.line not in taken:
            alike[line.citizen, line.account, line.month, line.oere].append(line.line)
    asking: dict[Hashable, list[str]] = defaultdict(list)
    for one in postings:
        if line_of[one.number] is None and one.citizen is not None:
            asking[one.says].append(one.number)
    for says, numbers in asking.items():
        if len(numbers) == 1 and len(alike[says]) == 1:
            line_of[numbers[0]] = alike[says][0]
    return line_of


def _of_line(
    line: Sent, postings: Sequence[Posted], is_rejected: bool, today: date
) -> list[tuple[DifferenceKind, int]]:
    """What a line's difference is, and how much is outstanding; none when all is well."""
    left = line.oere - sum(one.oere for one in postings)
    if left:
        amounts = [one.oere for one in postings]
        kind = outstanding_kind(line.oere, amounts, line.pay_on, is_rejected, today)
        return [(kind, left)]
    strayed: dict[str, int] = defaultdict(int)
    for one in postings:
        strayed[one.account] += one.oere
    wrong = any(oere for account, oere in strayed.items() if account != line.account)
    return [(DifferenceKind.ACCOUNT, 0)] if wrong else []


def outstanding_kind(
    oere: int, amounts: Sequence[int], pay_on: date, is_rejected: bool, today: date
) -> DifferenceKind:
    """What it is called that a line and its postings (in øre) do not sum to the same; asked only
    when they do not. ``pay_on`` is the day on which the money was to be there."""
    posted = sum(amounts)
    if not posted:
        if is_rejected:
            return DifferenceKind.REJECTED
        wait = PARAMETERS["bank_days_until_missing"].int_on(today)
        overdue = today > bank_days_after(pay_on, wait)
        return DifferenceKind.MISSING if overdue else DifferenceKind.LATE
    if posted == 2 * oere:
        return DifferenceKind.DOUBLE
    if posted * oere > 0 and abs(posted) < abs(oere):
        return DifferenceKind.PARTIAL
    return DifferenceKind.AMOUNT


def is_overpaid(kind: DifferenceKind, oere: int) -> bool:
    """Whether the ledger paid out more than it was asked to, or took less back: what is outstanding
    (in øre) is below nothing. A line that has not come at all is neither."""
    came = (DifferenceKind.DOUBLE, DifferenceKind.PARTIAL, DifferenceKind.AMOUNT)
    return oere < 0 and kind in came


def _not_undone(postings: Sequence[Posted]) -> list[Posted]:
    """Postings without a line, less the pairs of which one undoes the other: same citizen,
    account and month, opposite amounts."""
    waiting: dict[Hashable, list[Posted]] = defaultdict(list)
    for one in postings:
        citizen, account, month, oere = one.says
        opposite = waiting[citizen, account, month, -oere]
        if oere and opposite:
            opposite.pop()
        else:
            waiting[one.says].append(one)
    left = [one for listed in waiting.values() for one in listed if one.oere]
    return sorted(left, key=lambda one: one.number)


def _told(
    key: Key, kind: DifferenceKind, oere: int, answers: Answers, owner: Hashable
) -> Difference:
    said = answers.explained.get(key)
    whose = answers.owners.get(key, owner)
    if said is not None and said.oere == oere:
        return Difference(key, kind, oere, DifferenceState.EXPLAINED, whose, said.text)
    return Difference(key, kind, oere, DifferenceState.OPEN, whose)
