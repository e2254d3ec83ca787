"""From the opening of a case to an order no fact is asked for twice: every field of every page
means one declared fact, and what was told before stands filled in."""

import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from helhed.apps.assessments import actions as assessments
from helhed.apps.cases.actions.opening import write_what_matters
from helhed.apps.decisions.actions import approve, prepare
from helhed.apps.decisions.models import Decision
from helhed.apps.efforts import actions as efforts
from helhed.apps.plans import actions as plans
from helhed.apps.plans.models import Goal
from helhed.rules.assessments import ffb
from helhed.rules.efforts.indsats import Agreement
from helhed.rules.plans.plan import PlanOffer
from tests.apps import building as b
from tests.apps.audit.acts_on_efforts import effort_words
from tests.apps.town import Town
from tests.journeys.meanings import MEANINGS

pytestmark = pytest.mark.django_db
TOLD = {
    "case.matters_to_me": "At bo for mig selv",
    "plan.purpose": "Ro i hverdagen",
    "goal.own_words": "Jeg vil lave mad",
    "recommendation.text": "Støtte døgnet rundt, fordi natten er svær",
    "recommendation.citizens_words": "Det vil jeg gerne",
    "assessment.overall": "Natten er svær, dagen går",
    "theme.professional": "Sover ikke",
    "effort.starts_on": "2026-11-09",
    "effort.ends_on": "2027-11-08",
}
"""What is typed once, by its fact."""


class Fields(HTMLParser):
    """The fields of a page's main part that somebody can fill in, with what stands in them."""

    def __init__(self) -> None:
        super().__init__()
        self.in_main = False
        self.found: dict[str, list[str]] = {}
        self.area = self.select = ""

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "main":
            self.in_main = True
        name = re.sub(r":[^:]+:", ":*:", told.get("name") or "")
        if not self.in_main or not name:
            if tag == "option" and self.select and "selected" in told:
                self.found[self.select].append(told.get("value") or "")
            return
        if tag == "input" and told.get("type") not in ("hidden", "submit"):
            values = self.found.setdefault(name, [])
            if told.get("type") not in ("radio", "checkbox") or "checked" in told:
                values.append(told.get("value") or "")
        elif tag == "textarea":
            self.found.setdefault(name, [])
            self.area = name
        elif tag == "select":
            self.found.setdefault(name, [])
            self.select = name

    def handle_endtag(self, tag):
        if tag == "main":
            self.in_main = False
        elif tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""

    def handle_data(self, data):
        if self.area:
            self.found[self.area].append(data.strip())


def fields(actor, name, *parts, form=""):
    """The fields of a page; of one form alone when its address is given."""
    text = b.signed_in(actor).get(reverse(name, args=parts)).content.decode()
    if form:
        [text] = re.findall(rf'<form[^>]*action="{form}".*?</form>', text, re.DOTALL)
        text = f"<main>{text}</main>"
    parser = Fields()
    parser.feed(text)
    return {key: [one for one in values if one] for key, values in parser.found.items()}


@pytest.fixture
def seen():
    """Every page of the flow as it is opened, with what was told on the pages before it."""
    town, pages = Town(), {}
    case = town.case.id
    anna = town.anna
    pages["register"] = fields(anna, "cases:register")
    pages["case.open"] = fields(anna, "cases:open", b.citizen(name="Ny Prøve").id)
    matters = reverse("cases:what-matters", args=[case])
    pages["case.what_matters"] = fields(anna, "desk:case", case, form=matters)
    write_what_matters(anna, case=case, words=TOLD["case.matters_to_me"])
    theme = assessed(town, pages)
    planned(town, pages, theme)
    recommended(town, pages)
    order(town, pages)
    return pages


def assessed(town, pages):
    assessment = assessments.start(town.anna, case=town.case.id, carry=True).id
    theme = next(c.code for one in ffb.themes() if one.takes_level for c in one.subthemes)
    assessments.add_theme(town.anna, assessment=assessment, subtheme=theme)
    pages["assessment"] = fields(town.anna, "assessments:one", assessment)
    for field, value in {
        f"note:{theme}:professional": TOLD["theme.professional"],
        f"note:{theme}:level": "3",
        "purpose": "Hvor meget støtte",
        "overall": TOLD["assessment.overall"],
        "support_need": "3",
        "primary_target_group": ffb.leaves(ffb.Kind.TARGET_GROUP)[0].code,
    }.items():
        assessments.write_field(town.anna, assessment=assessment, field=field, values=[value])
    assessments.finish(town.anna, assessment=assessment)
    return theme


def planned(town, pages, theme):
    pages["plan"] = fields(town.anna, "plans:start", town.case.id)
    plan = plans.start(
        town.anna,
        case=town.case.id,
        offer=PlanOffer.WANTED,
        hopes=pages["plan"]["hopes"][0],
        purpose=TOLD["plan.purpose"],
    ).id
    pages["goal"] = fields(town.anna, "plans:add-goal", plan)
    words = plans.GoalWords(
        TOLD["goal.own_words"],
        primary_theme=theme,
        change=ffb.leaves(ffb.Kind.CHANGE)[0].code,
    )
    plans.add_goal(town.anna, plan=plan, words=words)


def recommended(town, pages):
    row = efforts.begin(town.anna, case=town.case.id).id
    pages["recommendation"] = fields(town.anna, "efforts:one", row)
    pages["effort"] = fields(town.anna, "efforts:add", row)
    words = effort_words(
        service="botilbud_107",
        citation="SEL § 107",
        starts_on=date.fromisoformat(TOLD["effort.starts_on"]),
        ends_on=date.fromisoformat(TOLD["effort.ends_on"]),
    )
    efforts.add_effort(town.anna, recommendation=row, words=words)
    efforts.write(
        town.anna,
        recommendation=row,
        text=TOLD["recommendation.text"],
        agreement=Agreement.AGREES,
        citizens_words=TOLD["recommendation.citizens_words"],
    )
    efforts.hand_on(town.anna, recommendation=row)


def order(town, pages):
    anna = town.anna
    decision = prepare.begin(anna, case=town.case.id)
    pages["decision"] = fields(anna, "decisions:one", decision.id)
    [line] = decision.grants.all()
    pages["rate"] = fields(anna, "decisions:choose-rate", line.id)
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 100_00))
    prepare.choose_rate(anna, grant=line.id, rate=rate.id)
    prepare.write_field(anna, decision=decision.id, field="hearing", values=["held"])
    note = ["Ved samtalen"]
    prepare.write_field(anna, decision=decision.id, field="hearing_note", values=note)
    prepare.submit(anna, decision=decision.id)
    approve.approve(town.head, decision=decision.id)
    assert Decision.objects.get(id=decision.id).state == "granted"
    pages["order"] = fields(anna, "orders:begin", line.id)


def test_every_field_from_opening_to_order_means_one_declared_fact(seen):
    assert {page: set(found) for page, found in seen.items()} == {
        page: set(told) for page, told in MEANINGS.items()
    }


def test_no_fact_is_asked_for_in_two_places():
    told = [one for page in MEANINGS.values() for one in page.values()]
    assert [fact for fact, times in Counter(one.fact for one in told).items() if times > 1] == []
    asked = {one.fact for one in told if not one.known}
    assert {one.known for one in told if one.known} <= asked


def test_what_was_told_before_stands_filled_in_when_a_page_is_opened(seen):
    empty = []
    for page, told in MEANINGS.items():
        for field, meaning in told.items():
            stands = seen[page][field]
            if not meaning.known:
                continue
            typed = TOLD.get(meaning.known)
            if not stands or (typed and typed not in stands and is_text(stands[0])):
                empty.append((page, field, stands))
    assert empty == []


def is_text(value):
    """Whether a value is words or a day, not a choice by its id."""
    return not re.fullmatch(r"[0-9a-f-]{36}|own_words|resources|overall", value)


def test_the_level_of_a_goal_is_the_one_that_the_assessment_gave_its_theme(seen):
    assert Goal.objects.get(own_words=TOLD["goal.own_words"]).level_now == 3
