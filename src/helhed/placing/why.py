"""Why a sharing out gives somebody this place, or none: for each one, in words that can be checked.

Whoever waits is told what stands in the way: no offer can be used, somebody she is tied to cannot
come along, or the places went to others, who are named with their points. Exchanging her with them
never gives more points, so the numbers show why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from helhed.kernel.words import screen_text
from helhed.placing.assign import Assigned, Question
from helhed.placing.match import Reason, with_points

Named = Callable[[str], str]
NO_OFFER = {
    "elsewhere": screen_text(
        "Andre tilbud end dér, hvor den bor, som borgeren skal være sammen med: %(count)s."
    ),
    "shut": screen_text("Tilbud, hvor en bor, som borgeren ikke må være sammen med: %(count)s."),
    "group": screen_text("Tilbud, der ikke tager målgruppen: %(count)s."),
    "refused": screen_text("Tilbud, som borgeren ikke vil bo i: %(count)s."),
    "unknown": screen_text("Tilbud, hvis pladser ikke kendes: %(count)s."),
    "full": screen_text("Tilbud uden en fri plads: %(count)s."),
}
"""What keeps somebody from every offer, counted by the reason that is named first here."""


def why(question: Question, found: Assigned, who: str, named: Named = str) -> tuple[Reason, ...]:
    """Why somebody gets her offer and no other, or why she waits. ``named`` tells how people and
    offers are called."""
    teller = _Teller(question, found, named)
    return teller.of_placed(who) if who in found.placed else teller.of_waiting(who)


@dataclass(frozen=True, slots=True)
class _Lost:
    """What it would take to give some people a place in an offer: who would have to wait."""

    offer: str
    others: tuple[str, ...]
    loss: int
    is_apart: bool


@dataclass(frozen=True, slots=True)
class _Teller:
    question: Question
    found: Assigned
    named: Named

    def of_placed(self, who: str) -> tuple[Reason, ...]:
        """Why this offer, and where another is better for the citizen, who is there instead."""
        asked, mine = self.question, self.found.placed[who]
        could = sorted(self._could(who), key=lambda offer: (-asked.worth[who, offer], offer))
        if len(could) == 1:
            return (Reason("alone", screen_text("Det eneste tilbud, der kan bruges.")),)
        better = [one for one in could if asked.worth[who, one] > asked.worth[who, mine]]
        if not better:
            text = screen_text("Det bedste for borgeren af %(count)s tilbud, der kan bruges.")
            return (_told("best", text, count=len(could)),)
        more = asked.worth[who, better[0]] - asked.worth[who, mine]
        values = {"offer": self.named(better[0]), "points": with_points(more)}
        there = self._in(better[0])
        if self._tied(who):
            text = screen_text(
                "%(offer)s giver borgeren %(points)s point mere, men her kan de være sammen."
            )
        elif not there:
            text = screen_text("%(offer)s giver borgeren %(points)s point mere, men ikke i alt.")
        else:
            text = screen_text(
                "%(offer)s giver borgeren %(points)s point mere, men i alt giver det mest, at"
                " pladsen dér går til %(other)s."
            )
            values["other"] = self._names(there)
        return (_told("not_best", text, who=tuple(there), **values),)

    def of_waiting(self, who: str) -> tuple[Reason, ...]:
        """Everything that stands in the way of whoever waits."""
        party = self._party(who)
        rest = [one for one in party if one != who]
        if not self._could(who):
            return self._no_offer(who)
        if without := [one for one in rest if not self._could(one)]:
            text = screen_text(
                "Skal være i samme tilbud som %(other)s, og dér kan intet tilbud bruges."
            )
            return (self._of_others("tied", text, without),)
        common = set.intersection(*(self._could(one) for one in party))
        if not common:
            text = screen_text(
                "Skal være i samme tilbud som %(other)s, og intet tilbud kan bruges til dem alle."
            )
            return (self._of_others("tied", text, rest),)
        roomy = [offer for offer in common if self.question.places[offer] >= len(party)]
        if not roomy:
            text = screen_text(
                "Skal være i samme tilbud som %(other)s, og intet, de kan bruge, har %(count)s"
                " frie pladser."
            )
            return (self._of_others("tied", text, rest, count=len(party)),)
        tied = screen_text("Skal være i samme tilbud som %(other)s.")
        told = [self._of_others("tied", tied, rest)] if rest else []
        lost = min((self._lost(party, one) for one in roomy), key=lambda one: (one.loss, one.offer))
        return (*told, self._of_lost(party, lost))

    def _no_offer(self, who: str) -> tuple[Reason, ...]:
        """No offer can be used: how many for each reason. Offers that are not given by the
        citizen's paragraph are not counted, for they are no offers for her."""
        counts = Counter[str]()
        for (one, _offer), reasons in self.question.against.items():
            codes = {reason.code for reason in reasons}
            if one == who and "paragraph" not in codes:
                counts[next(code for code in NO_OFFER if code in codes)] += 1
        if not counts:
            return (Reason("no_kind", screen_text("Der er ingen tilbud af den slags.")),)
        none = Reason("no_offer", screen_text("Intet tilbud kan bruges."))
        parts = [
            _told(code, text, count=counts[code]) for code, text in NO_OFFER.items() if counts[code]
        ]
        return (none, *parts)

    def _lost(self, party: tuple[str, ...], offer: str) -> _Lost:
        """Who would have to wait for the party to get in: those it is to be apart from, and of the
        others those whose places give the fewest points, each with all whom she is tied to."""
        kept_apart = set()
        for one, other in self.question.apart:
            kept_apart |= {other} if one in party else {one} if other in party else set()
        there = self._in(offer)
        units = {self._party(one) for one in there}
        forced = [unit for unit in units if kept_apart & set(unit)]
        spare = sorted((unit for unit in units if unit not in forced), key=self._points)
        room = self.question.places[offer] - len(there) + sum(map(len, forced))
        out = list(forced)
        while room < len(party) and spare:
            unit = spare.pop(0)
            out.append(unit)
            room += len(unit)
        ours = sum(self._value(one, offer) for one in party)
        loss = sum(map(self._points, out)) - ours
        others = tuple(sorted(one for unit in out for one in unit))
        return _Lost(offer, others, loss, bool(forced))

    def _of_lost(self, party: tuple[str, ...], lost: _Lost) -> Reason:
        ours = sum(self._value(one, lost.offer) for one in party)
        values = {
            "offer": self.named(lost.offer),
            "points": with_points(ours),
            "theirs": with_points(ours + lost.loss),
        }
        if not lost.others:
            text = screen_text("En plads i %(offer)s ville give %(points)s point.")
            return _told("negative", text, **values)
        text = screen_text(
            "Nærmest var %(offer)s. Dér går pladsen til %(other)s: %(theirs)s point mod %(points)s."
        )
        if lost.is_apart:
            text = screen_text(
                "Nærmest var %(offer)s. Dér får %(other)s en plads, og de må ikke være sammen:"
                " %(theirs)s point mod %(points)s."
            )
        return self._of_others("apart" if lost.is_apart else "lost", text, lost.others, **values)

    def _of_others(self, code: str, text: str, others: Iterable[str], **values: object) -> Reason:
        listed = tuple(others)
        return _told(code, text, other=self._names(listed), who=listed, **values)

    def _names(self, keys: Iterable[str]) -> str:
        return ", ".join(self.named(key) for key in keys)

    def _could(self, who: str) -> set[str]:
        return {offer for offer in self.question.places if (who, offer) in self.question.worth}

    def _in(self, offer: str) -> list[str]:
        return sorted(one for one, where in self.found.placed.items() if where == offer)

    def _tied(self, who: str) -> bool:
        return len(self._party(who)) > 1

    def _party(self, who: str) -> tuple[str, ...]:
        """Somebody with all whom she is to be together with."""
        groups = self.question.together
        return next((tuple(sorted(group)) for group in groups if who in group), (who,))

    def _value(self, who: str, offer: str) -> int:
        return self.question.worth[who, offer] + self.question.priority[who]

    def _points(self, unit: tuple[str, ...]) -> int:
        return sum(self._value(one, self.found.placed[one]) for one in unit)


def _told(code: str, text: str, **values: object) -> Reason:
    return Reason(code, text, values=values)
