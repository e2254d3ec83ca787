"""An adult: from the first words about a need to a line in the department's budget."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys import thread
from tests.journeys.conftest import Visitor

WORDS = "Jeg vil gerne kunne bo for mig selv, men ikke være alene om natten."


def assess(who: Visitor) -> None:
    """An assessment by VUM 2.0 with two themes, one of them with a level."""
    who.press("Begynd udredning")
    who.write("Hvad er vigtigt for dig? Hvad håber du på?", WORDS)
    who.write("Hvad skal udredningen afklare?", "Hvor meget støtte der skal til i hverdagen.")
    for theme in ("Psykiske funktioner og tilstande", "Praktiske opgaver i hjemmet"):
        who.page.locator("#picker summary", has_text=theme).first.click()
        who.page.locator("#picker details[open] button").first.click()
        who.page.locator("#themes .theme").last.wait_for()
    notes = who.page.locator("#themes .theme")
    for note in (notes.nth(0), notes.nth(1)):
        note.get_by_label("Borgerens ord").fill("Det går op og ned.")
        note.get_by_label("Faglig beskrivelse").fill("Har brug for støtte flere gange om dagen.")
        if note.get_by_role("radio").count():
            note.locator("label", has_text="3 ").first.click()
    who.write("Hvordan hænger det sammen?", "Støtte døgnet rundt i en overskuelig bolig.")
    who.page.locator("fieldset", has_text="Støttebehov").locator("label", has_text="3 ").click()
    who.page.get_by_label("Primær målgruppe").select_option(index=1)
    who.saved()
    who.page.locator("#missing", has_text="Intet").wait_for()
    who.press("Afslut udredningen")
    who.page.get_by_text("Udredningen er afsluttet").wait_for()


def plan(who: Visitor) -> None:
    """A plan with one goal in the citizen's own words."""
    who.follow("Tilbyd en plan")
    who.write("Mine håb og drømme", WORDS)
    who.write("Formålet med hjælpen", "Tryghed og ro i hverdagen.")
    who.page.locator("main form.panel button.button-primary").click()
    who.follow("Nyt mål")
    who.write("Mit mål, med mine egne ord", "Jeg vil selv lave mad to gange om ugen.")
    who.page.get_by_label("Målet handler først og fremmest om").select_option(index=1)
    who.page.get_by_label("Målet er at").select_option(index=1)
    who.press("Gem målet")
    who.page.get_by_text("Jeg vil selv lave mad to gange om ugen.").first.wait_for()


def decide(who: Visitor, offer: str) -> tuple[str, thread.Price]:
    """A decision to grant a place, priced before anybody approves it."""
    who.press("Ny afgørelse")
    thread.add_service(who, "Længerevarende botilbud", offer, "2026-11-02")
    who.write("Hvad mener borgeren selv?", WORDS)
    who.write("Formålet med hjælpen", "Tryghed og ro i hverdagen.")
    who.write("De faktiske forhold", "Udredningen og samtalen den 2. november.")
    who.write("Hvad er der lagt vægt på?", "Behovet for støtte døgnet rundt.")
    who.page.get_by_text("Ja, borgeren er hørt").click()
    who.saved()
    before = thread.price(who)
    return thread.submit(who), before


def test_a_need_becomes_a_line_in_the_budget(visit: Callable[..., Visitor]) -> None:
    caseworker = visit("demo-caseworker-adults")
    cpr = thread.impossible_cpr("170588", 2301)
    thread.register(caseworker, cpr, "Vibeke Mosegaard Prøve")
    case = thread.open_case(caseworker, "Socialpsykiatri", "Kan ikke klare hverdagen alene.")
    thread.write_what_matters(caseworker, WORDS)
    assess(caseworker)
    plan(caseworker)
    caseworker.go(case)
    offer, place = thread.free_place(visit("demo-provider"), visit("demo-visitation"))
    decision, price = decide(caseworker, offer)

    head = visit("demo-head")
    before = thread.budget(head, decision)
    thread.approve(visit("demo-team-leader"), decision)
    granted = thread.budget(head, decision)
    assert granted.remaining == before.remaining - price.this_year
