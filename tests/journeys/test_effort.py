"""What the whole adult flow takes of those who walk it, and that nothing is typed twice."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from tests.journeys import thread
from tests.journeys.conftest import Visitor
from tests.journeys.counting import Counted
from tests.journeys.meanings import MEANINGS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "effort.md"
MATTERS = "Jeg vil gerne kunne bo for mig selv, men ikke være alene om natten."
START = "2026-11-09"


def open_case(who: Visitor) -> str:
    """Search, register, open the case and write down what matters; gives the case's address."""
    cpr = thread.impossible_cpr("200588", 2301)
    thread.register(who, cpr, "Solvej Engholm Prøve")
    case = thread.open_case(who, "Handicap", "Kan ikke klare hverdagen alene.")
    thread.write_what_matters(who, MATTERS)
    return case


def gather(who: Visitor) -> None:
    """What is known of the citizen's life, theme by theme."""
    who.press("Begynd udredning")
    stands(who, "Hvad er vigtigt for dig? Hvad håber du på?", MATTERS)
    who.write("Hvad skal udredningen afklare?", "Hvor meget støtte der skal til i hverdagen.")
    for number, theme in enumerate(("Mentale funktioner", "Praktiske opgaver")):
        who.page.locator("#picker summary", has_text=theme).first.click()
        who.page.locator("#picker details[open] button").first.click()
        who.page.locator("#themes .theme").nth(number).wait_for()
    notes = who.page.locator("#themes .theme")
    for note in (notes.nth(0), notes.nth(1)):
        note.get_by_label("Borgerens ord").fill("Det går op og ned.")
        note.get_by_label("Faglig beskrivelse").fill("Har brug for støtte flere gange om dagen.")


def judge(who: Visitor) -> None:
    """Levels, the whole, the need of support, the target group, the plan and its goal."""
    notes = who.page.locator("#themes .theme")
    for note in (notes.nth(0), notes.nth(1)):
        if note.get_by_role("radio").count():
            note.locator("label", has_text="3 ").first.click()
    who.write("Hvordan hænger det sammen?", "Støtte døgnet rundt i en overskuelig bolig.")
    who.page.locator("fieldset", has_text="Støttebehov").locator("label", has_text="3 ").click()
    who.page.get_by_label("Primær målgruppe").select_option(index=1)
    who.saved()
    who.page.locator("#missing", has_text="Intet").wait_for()
    who.press("Afslut udredningen")
    who.page.get_by_text("Udredningen er afsluttet").wait_for()


def plan(who: Visitor, case: str) -> None:
    """A plan with one goal."""
    who.go(case)
    who.follow("Tilbyd en plan")
    stands(who, "Mine håb og drømme", MATTERS)
    who.write("Formålet med hjælpen", "Tryghed og ro i hverdagen.")
    who.page.locator("main form.panel button.button-primary").click()
    who.follow("Nyt mål")
    who.write("Mit mål, med mine egne ord", "Jeg vil selv lave mad to gange om ugen.")
    theme = who.page.get_by_label("Målet handler først og fremmest om")
    theme.select_option(label=who.page.locator("option", has_text="Lave mad").first.inner_text())
    who.page.get_by_label("Målet er at").select_option(index=1)
    who.press("Gem målet")
    who.page.get_by_text("Jeg vil selv lave mad to gange om ugen.").first.wait_for()


def recommend(who: Visitor, case: str) -> None:
    """One effort, why, and what the citizen says to it."""
    who.go(case)
    who.press("Ny indstilling")
    who.follow("Tilføj en indsats")
    who.page.get_by_label("Slags tilbud").select_option(index=1)
    who.page.get_by_label("Ydelser").select_option(index=1)
    law = who.page.locator("#id_law option", has_text="Længerevarende botilbud").first
    who.page.locator("#id_law").select_option(value=law.get_attribute("value"))
    who.write("Første dag", START)
    who.press("Gem indsatsen")
    who.write("Hvad indstiller du, og hvorfor?", "Støtte døgnet rundt, for natten er svær.")
    who.page.get_by_text("Borgeren er enig").click()
    who.write("Borgerens egne ord", "Det vil jeg gerne prøve.")
    who.press("Gem")
    who.press("Giv indstillingen videre")
    who.page.get_by_text("Indstillingen er givet videre").wait_for()


def decide(who: Visitor, case: str) -> str:
    """The decision: what is recommended stands there; who delivers, and the hearing, are new."""
    who.go(case)
    who.press("Ny afgørelse")
    stands(who, "Hvad mener borgeren selv?", "Det vil jeg gerne prøve.")
    stands(who, "Formålet med hjælpen", "Tryghed og ro i hverdagen.")
    stands(who, "De faktiske forhold", "Støtte døgnet rundt i en overskuelig bolig.")
    stands(who, "Hvad er der lagt vægt på?", "Støtte døgnet rundt, for natten er svær.")
    stands(who, "Første dag", START)
    who.follow("Vælg udfører og takst")
    who.page.locator("main table button").first.click()
    who.page.locator("#ydelser strong").first.wait_for()
    who.page.get_by_text("Ja, borgeren er hørt").click()
    who.write("Hvornår og hvordan, eller hvorfor ikke?", "Ved samtalen den 2. november.")
    who.saved()
    return thread.submit(who)


def order(who: Visitor, decision: str) -> None:
    """The order: purpose, goals and the parts of the assessment stand there."""
    who.go(decision)
    who.follow("Bestil hos udføreren")
    stands(who, "Formålet med hjælpen", "Tryghed og ro i hverdagen.")
    stands(who, "Ønsket start", START)
    who.press("Gem, og se den før den sendes")
    who.press("Send bestillingen")
    who.page.locator(".badge", has_text="Sendt").first.wait_for()


def stands(who: Visitor, label: str, text: str) -> None:
    """What was told before is filled in."""
    who.field(label).wait_for()
    assert who.field(label).input_value() == text, label


def test_the_effort_of_the_adult_flow_is_the_one_that_is_published(
    visit: Callable[..., Visitor],
) -> None:
    counted = Counted()
    counted.begin("Sagsåbning")
    who, head = visit("demo-caseworker-adults"), visit("demo-head")
    counted.listen_to(who)
    case = open_case(who)
    counted.begin("Sagsoplysning")
    gather(who)
    counted.begin("Sagsvurdering")
    judge(who)
    plan(who, case)
    counted.begin("Indstilling")
    recommend(who, case)
    counted.begin("Afgørelse")
    decision = decide(who, case)
    thread.approve(counted.listen_to(head), decision)
    counted.begin("Bestilling")
    order(who, decision)
    counted.end()
    typed = [name for one in counted.phases for name in one.fields]
    assert len(typed) <= sum(not one.known for page in MEANINGS.values() for one in page.values())
    if os.environ.get("HELHED_WRITE_EFFORT"):
        PAGE.write_text(counted.page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == counted.page()
