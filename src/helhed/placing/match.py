"""Match: the offers for one citizen, those that can be used first, each with its reasons in words.

A hard reason rules an offer out and is told; a soft reason gives or takes a number of points that
stands beside it. The points of an offer are the sum of its soft reasons and nothing else, so
whoever reads the list can count after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from helhed.kernel.words import screen_text
from helhed.placing.facts import Citizen, Offer, Weights, waited_days


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing for or against an offer. ``text`` is Danish and holds ``%(name)s`` for
    ``values``; a hard reason has no points."""

    code: str
    text: str
    points: int = 0
    is_hard: bool = False
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values


@dataclass(frozen=True, slots=True)
class Distances:
    """Metres between districts; the same both ways, and 0 within one."""

    metres: Mapping[tuple[str, str], int]

    def between(self, one: str, other: str) -> int | None:
        """Metres; None where it is not known."""
        if one and one == other:
            return 0
        found = self.metres.get((one, other))
        return found if found is not None else self.metres.get((other, one))


@dataclass(frozen=True, slots=True)
class Ranked:
    """An offer on a citizen's list: ``rank`` from 1; None when hard reasons rule it out."""

    offer: Offer
    rank: int | None
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        return sum(reason.points for reason in self.reasons)

    @property
    def against(self) -> list[Reason]:
        """The hard reasons."""
        return [reason for reason in self.reasons if reason.is_hard]


def rank(
    citizen: Citizen, offers: Iterable[Offer], distances: Distances, weights: Weights
) -> list[Ranked]:
    """Every offer: those that can be used by points, the highest first, and those that are even
    with the same rank, by name; then those that cannot, by name."""
    weighed = [weigh(citizen, offer, distances, weights) for offer in offers]
    usable = [one for one in weighed if not one.against]
    usable.sort(key=lambda one: (-one.points, one.offer.key))
    rest = sorted((one for one in weighed if one.against), key=lambda one: one.offer.key)
    at = {one.points: place for place, one in reversed(list(enumerate(usable, 1)))}
    ranked = [Ranked(one.offer, at[one.points], one.reasons) for one in usable]
    return [*ranked, *rest]


def weigh(citizen: Citizen, offer: Offer, distances: Distances, weights: Weights) -> Ranked:
    """One offer with all its reasons, without a rank."""
    hard = tuple(_hard(citizen, offer))
    soft = () if hard else tuple(_soft(citizen, offer, distances, weights))
    return Ranked(offer, None, hard + soft)


def why_before(one: Ranked, other: Ranked) -> Reason | None:
    """The soft reason that does most to put an offer before another; None when they are even."""
    if one.points <= other.points:
        return None
    theirs = {reason.code: reason.points for reason in other.reasons}
    gains = [(reason.points - theirs.get(reason.code, 0), reason) for reason in one.reasons]
    best = max(gains, key=lambda gain: gain[0], default=None)
    return best[1] if best and best[0] > 0 else None


def for_citizen(citizen: Citizen, weights: Weights, today: date) -> tuple[Reason, ...]:
    """What it counts that the citizen gets a place at all, part by part: ``Weights.priority``."""
    days = waited_days(citizen, today)
    waited = screen_text("Har ventet %(days)s dage.")
    if days == 1:
        waited = screen_text("Har ventet én dag.")
    step = screen_text("Hast %(step)s.")
    if citizen.urgency is None:
        step = screen_text("Hast er ikke skrevet og tæller ikke med.")
    values = {"days": days, "step": citizen.urgency}
    return (
        Reason("placed", screen_text("Får en plads."), weights.placed),
        Reason("waited", waited, weights.waiting_day * days, values=values),
        Reason("urgency", step, weights.urgency * (citizen.urgency or 0), values=values),
    )


def with_points(number: int) -> str:
    """A number with a point between thousands."""
    return f"{number:,}".replace(",", ".")


def _hard(citizen: Citizen, offer: Offer) -> Iterator[Reason]:
    if citizen.paragraph not in offer.paragraphs:
        text = screen_text("Tilbuddet gives ikke efter %(paragraph)s.")
        yield _no("paragraph", text, paragraph=citizen.paragraph)
    if offer.groups and not offer.groups & citizen.groups:
        yield _no("group", screen_text("Tilbuddet tager ikke borgerens målgruppe."))
    if offer.free is not None and (offer.free < 1 or offer.free_from is None):
        yield _no("full", screen_text("Ingen plads er eller bliver fri."))
    if offer.key in citizen.refuses:
        yield _no("refused", screen_text("Borgeren vil ikke bo her."))
    if offer.key in citizen.shut:
        text = screen_text("Her bor en, som borgeren ikke må være sammen med.")
        yield _no("shut", text)
    if citizen.only is not None and offer.key not in citizen.only:
        text = screen_text("En, som borgeren skal være sammen med, bor et andet sted.")
        yield _no("elsewhere", text)


def _no(code: str, text: str, **values: object) -> Reason:
    return Reason(code, text, 0, True, values)


def _soft(
    citizen: Citizen, offer: Offer, distances: Distances, weights: Weights
) -> Iterator[Reason]:
    yield _need(citizen, offer, weights)
    if offer.key in citizen.wishes:
        yield _wish(citizen.wishes.index(offer.key), weights)
    yield _distance(distances.between(citizen.district, offer.district), weights)
    kroner = (offer.oere_per_day + 50) // 100
    points = -weights.ten_kroner * (offer.oere_per_day // 1_000)
    text = screen_text("%(kroner)s kr. i døgnet.")
    yield Reason("price", text, points, values={"kroner": with_points(kroner)})
    yield _free(citizen, offer, weights)
    yield _result(offer, weights)


def _need(citizen: Citizen, offer: Offer, weights: Weights) -> Reason:
    """The themes that need support, and in how many of them the offer gives enough."""
    needed = {theme: level for theme, level in citizen.themes.items() if level > 0}
    if not needed:
        text = screen_text(
            "Der er ikke skrevet, hvor meget støtte der er brug for. Alle tilbud får det samme."
        )
        return Reason("need", text, weights.need)
    met = sum(offer.themes.get(theme, 0) >= level for theme, level in needed.items())
    points = weights.need * met // len(needed)
    text = screen_text("Giver den støtte, der er brug for, i %(met)s af %(all)s temaer.")
    if len(needed) == 1:
        text = screen_text("Giver den støtte, der er brug for, i det ene tema, der er skrevet.")
        if not met:
            text = screen_text("Giver ikke støtte nok i det ene tema, der er skrevet.")
    return Reason("need", text, points, values={"met": met, "all": len(needed)})


def _wish(at: int, weights: Weights) -> Reason:
    points = weights.wishes[at] if at < len(weights.wishes) else 0
    text = screen_text("Er borgerens ønske nummer %(number)s.")
    return Reason("wish", text, points, values={"number": at + 1})


def _distance(metres: int | None, weights: Weights) -> Reason:
    if metres is None:
        text = screen_text("Afstanden kendes ikke. Den tæller som den længste.")
        return Reason("distance", text, -weights.km_most)
    if not metres:
        return Reason("distance", screen_text("Ligger i borgerens bydel."))
    points = -min(weights.km * metres // 1_000, weights.km_most)
    km = f"{metres / 1_000:.1f}".replace(".", ",")
    return Reason("distance", screen_text("%(km)s km væk."), points, values={"km": km})


def _free(citizen: Citizen, offer: Offer, weights: Weights) -> Reason:
    if offer.free is None:
        text = screen_text(
            "Tilbuddets pladser kendes ikke. Ring og spørg. Det tæller som det seneste."
        )
        return Reason("free", text, -weights.late_day * weights.late_most)
    if citizen.latest is None:
        text = screen_text("Der er ikke skrevet, hvornår pladsen senest skal være der.")
        return Reason("free", text)
    assert offer.free_from is not None, "an offer without a free place is ruled out"
    late = max(0, (offer.free_from - citizen.latest).days)
    if not late:
        text = screen_text("En plads er fri, når der er brug for den.")
        return Reason("free", text)
    text = screen_text("En plads er fri %(days)s dage for sent.")
    if late == 1:
        text = screen_text("En plads er fri én dag for sent.")
    points = -weights.late_day * min(late, weights.late_most)
    return Reason("free", text, points, values={"days": late})


def _result(offer: Offer, weights: Weights) -> Reason:
    found = offer.result
    if found is None:
        return Reason("result", screen_text("Intet resultat tæller med."))
    points = weights.result * int(100 * found.low)
    text = screen_text(
        "%(share)s af 100 mål er nået (sikkert mindst %(low)s). Antal målinger: %(count)s."
    )
    share, low = round(100 * found.share), int(100 * found.low)
    return Reason("result", text, points, values={"share": share, "low": low, "count": found.count})
