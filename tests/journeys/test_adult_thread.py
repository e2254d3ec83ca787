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
    for theme in ("Mentale funktioner", "Praktiske opgaver"):
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


def decide(who: Visitor, offer: str) -> tuple[str, int]:
    """A decision to grant a place, priced before anybody approves it; its page and day rate."""
    who.press("Ny afgørelse")
    thread.add_service(who, "Længerevarende botilbud", offer, "2026-11-02")
    who.write("Hvad mener borgeren selv?", WORDS)
    who.write("Formålet med hjælpen", "Tryghed og ro i hverdagen.")
    who.write("De faktiske forhold", "Udredningen og samtalen den 2. november.")
    who.write("Hvad er der lagt vægt på?", "Behovet for støtte døgnet rundt.")
    who.page.get_by_text("Ja, borgeren er hørt").click()
    who.write("Hvornår og hvordan, eller hvorfor ikke?", "Ved samtalen den 2. november.")
    who.saved()
    rate = thread.day_rate(who)
    assert thread.price(who).this_year == round(DAYS_LEFT_OF_THE_YEAR * rate / 100)
    return thread.submit(who), rate


DAYS_LEFT_OF_THE_YEAR = 29 + 31
DAYS_OF_NOVEMBER = 29


def prepare(caseworker: Visitor) -> str:
    """A citizen, a case, an assessment and a plan; the address of the case, where it ends."""
    cpr = thread.impossible_cpr("170588", 2301)
    thread.register(caseworker, cpr, "Vibeke Mosegaard Prøve")
    case = thread.open_case(caseworker, "Handicap", "Kan ikke klare hverdagen alene.")
    thread.write_what_matters(caseworker, WORDS)
    assess(caseworker)
    plan(caseworker)
    caseworker.go(case)
    return case


def test_a_need_becomes_a_line_in_the_budget(
    visit: Callable[..., Visitor], ledger: Callable[..., None]
) -> None:
    provider_name, place = "Center for handicapboliger", "Rejsen 1"
    offer = thread.add_place(
        visit("demo-visitation"), provider_name, "Længerevarende botilbud", place, "2026-11-02"
    )
    caseworker = visit("demo-caseworker-adults")
    case = prepare(caseworker)
    decision, rate = decide(caseworker, offer)

    head = visit("demo-head")
    before = thread.budget(head)
    thread.is_over_the_limit(visit("demo-team-leader"), decision)
    thread.approve(head, decision)
    granted = thread.budget(head)
    ((line, step),) = thread.moved(before, granted).items()
    this_year = DAYS_LEFT_OF_THE_YEAR * rate
    assert (step.expected, step.rest, step.remaining, step.paid) == (
        this_year,
        this_year,
        -this_year,
        0,
    )

    order = thread.send_order(caseworker, decision, "Støtte ved måltider og om natten.")
    taken = thread.accept_and_start(visit("demo-provider"), order, "2026-11-02")
    caseworker.menu("Pladser")
    caseworker.page.get_by_role("link", name="Vibeke Mosegaard Prøve").first.wait_for()
    assert taken

    finance, other = visit("demo-finance"), visit("demo-finance-2")
    # October, which the house left to be paid
    thread.pay_next_month(finance, other, "Voksne", ledger)
    october = thread.budget(head)
    number = thread.case_number(caseworker, case)
    run = thread.send_next_month(finance, other, "Voksne")
    ledger("amount=1", thread.line_in_run(finance, run, number))
    thread.read_answers(finance)
    too_much = thread.claim_what_was_paid_too_much(other, number)
    thread.is_posted(finance, run)
    november = thread.budget(head)

    moved = thread.moved(october, november)[line]
    parts = thread.open_paid(head, line, "nov.")
    assert moved.paid == sum(thread.oere(part["Bogført"]) for part in parts)
    # what was paid too much is to come back, so the year ends where it would have ended
    assert (moved.expected, moved.rest) == (0, too_much - moved.paid)
    ours = [thread.oere(part["Bogført"]) for part in parts if part["Sag"] == number]
    assert ours == [DAYS_OF_NOVEMBER * rate + too_much]
    thread.open_grant(head, number)
    months = thread.grant_months(caseworker, decision)
    assert [thread.oere(month["Betalt"]) for month in months][10] == ours[0]
