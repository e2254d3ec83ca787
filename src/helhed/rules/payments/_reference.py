"""The slow twin of ``afstemning.reconcile``: plain, obviously right, every posting held against
every line. For tests."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date

from helhed.rules.payments.afstemning import Answers, DifferenceKind, Posted, Sent
from helhed.rules.payments.bankdag import PARAMETERS, bank_days_after

Found = tuple[tuple[str, Hashable], DifferenceKind, int]


def differences(sent: Iterable[Sent], answers: Answers, today: date) -> set[Found]:
    """Every difference: of what, which kind, how much is outstanding."""
    lines = list(sent)
    postings = [p for n, p in enumerate(answers.postings) if p not in list(answers.postings)[:n]]
    line_of = {p.number: _line_of(p, lines, postings, answers) for p in postings}
    found = set()
    for line in lines:
        own = [p for p in postings if line_of[p.number] == line.line]
        left = line.oere - sum(p.oere for p in own)
        if left != 0:
            found.add((("line", line.line), _kind(line, own, answers, today), left))
        elif any(_on(own, p.account) != 0 for p in own if p.account != line.account):
            found.add((("line", line.line), DifferenceKind.ACCOUNT, 0))
    for p in _left_over([p for p in postings if line_of[p.number] is None]):
        found.add((("posting", p.number), DifferenceKind.UNKNOWN, -p.oere))
    return found


def _on(postings: list[Posted], account: str) -> int:
    return sum(p.oere for p in postings if p.account == account)


def _named(p: Posted, lines: list[Sent], answers: Answers) -> Hashable | None:
    for wanted in (p.line, answers.by_hand.get(p.number)):
        for line in lines:
            if wanted is not None and line.line == wanted:
                return line.line
    return None


def _line_of(
    p: Posted, lines: list[Sent], postings: list[Posted], answers: Answers
) -> Hashable | None:
    named = _named(p, lines, answers)
    if named is not None or p.citizen is None:
        return named
    taken = [_named(other, lines, answers) for other in postings]
    could = [
        line.line
        for line in lines
        if (line.citizen, line.account, line.month, line.oere) == p.says
        and line.line not in taken
        and line.line not in answers.rejected
    ]
    rivals = [o for o in postings if o.says == p.says and _named(o, lines, answers) is None]
    return could[0] if len(could) == len(rivals) == 1 else None


def _kind(line: Sent, own: list[Posted], answers: Answers, today: date) -> DifferenceKind:
    posted = sum(p.oere for p in own)
    if posted == 0 and line.line in answers.rejected:
        return DifferenceKind.REJECTED
    if posted == 0:
        wait = PARAMETERS["bank_days_until_missing"].int_on(today)
        overdue = today > bank_days_after(line.pay_on, wait)
        return DifferenceKind.MISSING if overdue else DifferenceKind.LATE
    if posted == line.oere + line.oere:
        return DifferenceKind.DOUBLE
    if 0 < posted < line.oere or line.oere < posted < 0:
        return DifferenceKind.PARTIAL
    return DifferenceKind.AMOUNT


def _left_over(postings: list[Posted]) -> list[Posted]:
    """Take away pairs that undo each other, the last that waits first, until none is left."""
    left: list[Posted] = []
    for p in sorted(postings, key=lambda one: one.number):
        undone = [
            other
            for other in left
            if (other.citizen, other.account, other.month) == (p.citizen, p.account, p.month)
            and other.oere == -p.oere
        ]
        if undone:
            left.remove(undone[-1])
        elif p.oere:
            left.append(p)
    return left
