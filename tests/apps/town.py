"""A small house with its people, and citizens on whom something can be done.

Every text that is written in it holds ``SECRET``, so that a test can look for it where it must
never stand.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from uuid import UUID

from helhed.apps.access.access import Actor
from helhed.apps.assessments import actions as assessing
from helhed.apps.assessments.models import Assessment
from helhed.apps.cases.models import Case
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions.actions import approve as approving
from helhed.apps.decisions.actions import prepare
from helhed.apps.decisions.models import Decision, Grant
from helhed.apps.offers.models import Offer, Rate
from helhed.apps.plans import actions as planning
from helhed.apps.plans.models import Plan
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.assessments import ffb
from helhed.rules.budgets.horisont import last_counted_month
from helhed.rules.plans.plan import PlanOffer
from tests.apps import building as b

SECRET = "zqhemmeligt"
CPR = "0101801118"
CHILDS_CPR = "0202184444"


class Town:
    """Two departments, three teams, and somebody in every role; people come when asked for."""

    def __init__(self) -> None:
        self.municipality = b.municipality()
        self.adults = b.unit("Voksne", "adults")
        self.children = b.unit("Børn", "children")
        self.north = b.unit("Nord", "adults", self.adults)
        self.south = b.unit("Syd", "adults", self.adults)
        self.family = b.unit("Familie", "children", self.children)
        self.harbour = b.unit("Havn", "children", self.children)

    @cached_property
    def anna(self) -> Actor:
        """Caseworker for adults in the north."""
        return b.actor(Role.CASEWORKER_ADULTS, self.north)

    @cached_property
    def bo(self) -> Actor:
        """Caseworker for adults in the south."""
        return b.actor(Role.CASEWORKER_ADULTS, self.south)

    @cached_property
    def carla(self) -> Actor:
        """Caseworker for children in the family team."""
        return b.actor(Role.CASEWORKER_CHILDREN, self.family)

    @cached_property
    def dan(self) -> Actor:
        """Caseworker for children at the harbour."""
        return b.actor(Role.CASEWORKER_CHILDREN, self.harbour)

    @cached_property
    def leader(self) -> Actor:
        """Team leader in the north."""
        return b.actor(Role.TEAM_LEADER, self.north)

    @cached_property
    def south_leader(self) -> Actor:
        """Team leader in the south."""
        return b.actor(Role.TEAM_LEADER, self.south)

    @cached_property
    def visitation(self) -> Actor:
        """Visitation of the adults."""
        return b.actor(Role.VISITATION, self.adults)

    @cached_property
    def head(self) -> Actor:
        """Head of the adults."""
        return b.actor(Role.HEAD, self.adults)

    @cached_property
    def childrens_head(self) -> Actor:
        """Head of the children."""
        return b.actor(Role.HEAD, self.children)

    @cached_property
    def finance(self) -> Actor:
        """Finance officer."""
        return b.actor(Role.FINANCE)

    @cached_property
    def other_finance(self) -> Actor:
        """Another in finance, who approves what the first prepared."""
        return b.actor(Role.FINANCE)

    @cached_property
    def admin(self) -> Actor:
        """Administrator."""
        return b.actor(Role.ADMINISTRATOR)

    @cached_property
    def provider(self) -> Actor:
        """Somebody at a provider."""
        return b.actor(Role.PROVIDER, provider=b.provider())

    @cached_property
    def nobody(self) -> Actor:
        """Somebody who can log in and has no role."""
        return Actor(b.user(), (), self.anna.clock)

    @cached_property
    def citizen(self) -> Citizen:
        """A citizen with a protected address and a case in the north."""
        person = b.citizen(name=f"Ane {SECRET}")
        person.cpr, person.address = CPR, f"{SECRET}vej 4"
        person.postcode, person.city, person.district = "9999", f"{SECRET}by", f"{SECRET}bydel"
        person.address_is_protected = True
        person.save()
        return person

    @cached_property
    def case(self) -> Case:
        """The citizen's case in the north."""
        return b.case(self.north, self.citizen, self.anna.user)

    @cached_property
    def childs_case(self) -> Case:
        """A child's case in the family team."""
        child = b.citizen(date(2015, 3, 4), f"Bo {SECRET}")
        return b.case(self.family, child, self.carla.user)

    def offer_with_rate(self, oere: int = 250_000) -> tuple[Offer, Rate]:
        """A temporary home with a day rate since 2020."""
        offer = b.offer()
        return offer, b.rate(offer, (date(2020, 1, 1), None, oere))

    def plan(self, case: Case | None = None) -> Plan:
        """A running plan."""
        who = self.anna if case is None or case.department == "adults" else self.carla
        return planning.start(
            who,
            case=(case or self.case).id,
            offer=PlanOffer.WANTED,
            hopes=f"Bo selv {SECRET}",
            purpose=f"At bo selv {SECRET}",
        )

    def assessment(self, *, finished: bool = False, case: Case | None = None) -> Assessment:
        """An assessment with all it must hold."""
        of = case or self.case
        childs = of.department == "children"
        who = self.carla if childs else self.anna
        made = assessing.start(who, case=of.id, carry=False)
        theme = "family" if childs else level_theme()
        if not childs:
            assessing.add_theme(who, assessment=made.id, subtheme=theme)
        fields = {
            "purpose": f"Hvad nu {SECRET}",
            "own_words": f"Jeg vil bo selv {SECRET}",
            "parents_words": f"Vi er trætte {SECRET}",
            "why_not_spoken_to": f"Er for lille {SECRET}",
            "overall": f"Har brug for støtte {SECRET}",
            f"note:{theme}:professional": f"Kan lave mad {SECRET}",
            **({} if childs else {"support_need": "2", f"note:{theme}:level": "3"}),
        }
        for field, value in fields.items():
            assessing.write_field(who, assessment=made.id, field=field, values=[value])
        if finished:
            assessing.finish(who, assessment=made.id)
        made.refresh_from_db()
        return made

    def draft(
        self, *, rate: Rate | None = None, start: date = date(2026, 12, 1), end: date | None = None
    ) -> Decision:
        """A draft that lacks nothing, prepared by anna."""
        self.assessment(finished=True)
        at = rate or self.offer_with_rate()[1]
        made = prepare.begin(self.anna, case=self.case.id)
        line = prepare.add_line(self.anna, decision=made.id, key="botilbud_107")
        prepare.choose_rate(self.anna, grant=line.id, rate=at.id)
        fields = {
            f"line:{line.id}:start": start.isoformat(),
            f"line:{line.id}:end": end.isoformat() if end else "",
            "purpose": f"At bo selv {SECRET}",
            "facts": f"Bor hos mor {SECRET}",
            "reasons": f"Behovet er stort {SECRET}",
            "hearing": "held",
            "hearing_note": f"Ved mødet {SECRET}",
        }
        for field, value in fields.items():
            prepare.write_field(self.anna, decision=made.id, field=field, values=[value])
        made.refresh_from_db()
        return made

    def submitted(self, **how: object) -> Decision:
        """A decision that waits for approval."""
        made = self.draft(**how)  # type: ignore[arg-type]
        prepare.submit(self.anna, decision=made.id)
        made.refresh_from_db()
        return made

    def granted(self, **how: object) -> Grant:
        """A main grant, approved by the team leader."""
        made = self.submitted(**how)
        approving.approve(self.leader, decision=made.id)
        return Grant.objects.get(decision=made, main=None)


def level_theme(number: int = 0) -> str:
    """The code of a subtheme that takes a level."""
    found = [c.code for t in ffb.themes() if t.takes_level for c in t.subthemes]
    return found[number]


def levelless_theme() -> str:
    """The code of a subtheme that takes no level."""
    return next(c.code for t in ffb.themes() if not t.takes_level for c in t.subthemes)


def horizon(today: date = b.TODAY) -> Month:
    """The last month that is counted."""
    return last_counted_month(today)


def unknown() -> UUID:
    """An id of nothing."""
    return UUID(int=7)
