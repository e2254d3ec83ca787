"""The acts of the right place."""

from __future__ import annotations

from datetime import date

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.matching import actions
from helhed.apps.offers import actions as offers
from helhed.apps.offers.models import Offer
from helhed.rules.assessments import ffb
from helhed.rules.placements.oensker import Bond, Teller, UnableToWish
from helhed.rules.placements.valg import WhyNotFirst
from tests.apps import building as b
from tests.apps.audit.act import Act, Arguments, no
from tests.apps.audit.acts_in_help import NOT_OFFERS
from tests.apps.town import SECRET, Town, level_theme, unknown

SERVICE = "botilbud_107"
THEME = ffb.theme_of(level_theme()).code
GROUP = ffb.leaves(ffb.Kind.TARGET_GROUP)[0].code


def _need(town: Town) -> Arguments:
    return {
        "case": town.case.id,
        "service": SERVICE,
        "since": date(2026, 10, 1),
        "latest": date(2026, 12, 1),
        "urgency": None,
    }


def _needed(town: Town) -> Arguments:
    actions.write_need(town.anna, **_need(town))
    return {"case": town.case.id, "service": SERVICE}


def _wishes(town: Town) -> Arguments:
    wanted, refused = b.offer(), b.offer()
    return {
        "case": town.case.id,
        "service": SERVICE,
        "wishes": [(wanted.id, 1), (refused.id, 0)],
        "told_by": Teller.CITIZEN,
    }


def offers_with_place(town: Town) -> tuple[Offer, Offer]:
    """Two temporary homes with a free place each; the first is cheaper, and so the first."""
    found = []
    for oere in (150_000, 250_000):
        offer, _rate = town.offer_with_rate(oere)
        b.place(offer)
        found.append(offer)
    return found[0], found[1]


def _choice(town: Town) -> Arguments:
    _first, second = offers_with_place(town)
    return {
        "case": town.case.id,
        "service": SERVICE,
        "offer": second.id,
        "why": WhyNotFirst.CLOSE,
        "reason": f"Tæt på mor {SECRET}",
    }


def _bond(town: Town) -> Arguments:
    other = b.case(town.north, b.citizen(name=f"Eva {SECRET}"), town.anna.user)
    return {
        "citizen": town.case.citizen_id,
        "other": other.citizen_id,
        "bond": Bond.APART,
        "reason": f"De må ikke mødes {SECRET}",
    }


def _bound(town: Town) -> Arguments:
    return {"bond": actions.add_bond(town.visitation, **_bond(town)).id}


NOT_SHARING = ("anna", "carla", "leader", "head", "finance", "admin", "provider", "nobody")

ACTS = (
    Act(
        offers.set_abilities,
        lambda town: {
            "offer": b.offer().id,
            "groups": [GROUP],
            "levels": {THEME: 3},
            "start": b.TODAY,
        },
        who="visitation",
        strangers=NOT_OFFERS,
        refuses=(
            no(offers.UnableToChangeOffer, groups=["ukendt"]),
            no(offers.UnableToChangeOffer, levels={THEME: 5}),
            no(offers.UnableToChangeOffer, start=date(2014, 12, 31)),
        ),
    ),
    Act(
        offers.set_distance,
        lambda town: {"one": "Syd", "other": "Nord", "metres": 14_100},
        who="visitation",
        strangers=NOT_OFFERS,
        refuses=(
            no(offers.UnableToChangeOffer, other="Syd"),
            no(offers.UnableToChangeOffer, metres=-1),
        ),
    ),
    Act(
        actions.write_need,
        _need,
        refuses=(
            no(actions.UnableToNeedPlace, latest=date(2026, 9, 30)),
            no(actions.UnableToNeedPlace, service="stoette_85"),
            no(UnableToLetIn, urgency=3),
        ),
    ),
    Act(
        actions.end_need,
        _needed,
        refuses=(no(actions.UnableToNeedPlace, service="botilbud_108"),),
    ),
    Act(
        actions.write_wishes,
        _wishes,
        refuses=(
            no(UnableToWish, wishes=[(unknown(), 1)]),
            no(actions.UnableToNeedPlace, service="stoette_85"),
        ),
    ),
    Act(
        actions.choose,
        _choice,
        refuses=(
            no(actions.UnableToChoosePlace, reason=" "),
            no(actions.UnableToChoosePlace, why=None),
            no(actions.UnableToChoosePlace, offer=unknown()),
        ),
    ),
    Act(
        actions.add_bond,
        _bond,
        who="visitation",
        strangers=NOT_SHARING,
        refuses=(no(actions.UnableToBind, reason=" "),),
    ),
    Act(actions.end_bond, _bound, who="visitation", strangers=NOT_SHARING),
)
