"""A child: from a notification of concern to a line in the department's budget."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys import thread
from tests.journeys.conftest import Visitor

WORDS = "Jeg vil gerne have ro, og jeg vil stadig gå til fodbold."
PROVIDER = "Center for døgn og dag"
CHILD = "Storm Kastrup Prøve"
DAYS_LEFT_OF_THE_YEAR = 29 + 31
DAYS_OF_NOVEMBER = 29


def notify(who: Visitor, cpr: str) -> str:
    """A school notifies; the child is judged within the day and a case is opened; its page."""
    who.menu("Underretninger")
    who.follow("Ny underretning")
    who.write("Barnets CPR-nummer", cpr)
    who.write("Barnets navn", CHILD)
    who.choose("Hvem underretter?", "Skole")
    who.page.get_by_label("Hvad handler bekymringen om?").select_option(index=1)
    who.write("Hvad er I bekymrede for?", "Barnet sover i skolen og vil ikke hjem.")
    who.press("Modtag underretningen")
    who.page.get_by_text("Ja, der skal handles nu").click()
    who.write("Hvad bygger vurderingen på?", "Samtale med skolen og barnet samme dag.")
    who.press("Gem vurderingen")
    who.page.get_by_text("Børnefaglig undersøgelse (barnets lov § 20)").click()
    who.choose("Hvis en sag åbnes, handler den om", "Udsatte børn og unge")
    who.write("Hvorfor?", "Barnet har brug for et sted at være nu.")
    who.press("Gem valget")
    who.page.get_by_role("heading", name=CHILD, level=1).wait_for()
    return thread.address(who)


def assess(who: Visitor) -> None:
    """A first assessment, with the child's and the parents' own words."""
    who.press("Begynd udredning")
    who.write("Hvad siger barnet selv?", WORDS)
    who.write("Talt med barnet den", "2026-11-02")
    who.write("Hvad siger forældrene selv?", "Vi kan ikke få det til at fungere lige nu.")
    who.write("Hvad skal udredningen afklare?", "Om barnet kan bo hjemme.")
    who.page.locator("#themes .theme").first.get_by_label("Faglig beskrivelse").fill(
        "Barnet er utrygt derhjemme og falder til ro hos andre voksne."
    )
    who.write("Hvordan hænger det sammen?", "Barnet har brug for et trygt sted at bo.")
    who.page.get_by_label("Trin på indsatstrappen").select_option(index=6)
    who.saved()
    who.page.locator("#missing", has_text="Intet").wait_for()
    who.press("Afslut udredningen")
    who.page.get_by_text("Udredningen er afsluttet").wait_for()


def plan(who: Visitor) -> None:
    """The child's plan with one goal."""
    who.follow("Tilbyd en plan")
    who.write("Mine håb og drømme", WORDS)
    who.page.locator("main form.panel button.button-primary").click()
    who.follow("Nyt mål")
    who.write("Mit mål, med mine egne ord", "Jeg vil sove hele natten.")
    who.press("Gem målet")
    who.page.get_by_text("Jeg vil sove hele natten.").first.wait_for()


def decide(who: Visitor, offer: str) -> tuple[str, int]:
    """A decision to place the child, with the child's own view; its page and day rate."""
    who.press("Ny afgørelse")
    thread.add_service(who, "Anbringelse på døgninstitution", offer, "2026-11-02")
    who.page.locator("#citation").select_option(value="BL § 46")
    who.write("Hvad mener forældrene?", "Forældrene samtykker.")
    who.write("Hvad mener barnet, og hvordan er det vægtet?", WORDS)
    who.write("Formålet med hjælpen", "Et trygt sted at bo og blive ved med fodbold.")
    who.write("De faktiske forhold", "Underretningen og udredningen.")
    who.write("Hvad er der lagt vægt på?", "Barnets behov for ro og faste voksne.")
    who.page.get_by_text("Ja, borgeren er hørt").click()
    who.write("Hvornår og hvordan, eller hvorfor ikke?", "Ved samtalen den 2. november.")
    who.saved()
    rate = thread.day_rate(who)
    assert thread.price(who).this_year == round(DAYS_LEFT_OF_THE_YEAR * rate / 100)
    return thread.submit(who), rate


def let_in(who: Visitor, username: str, password: str) -> None:
    """An administrator makes a user for the provider of the institution."""
    who.menu("Administration")
    who.follow("Brugere og roller")
    who.follow("Ny bruger")
    who.write("Brugernavn", username)
    who.write("Navn", "Bodil Vagt")
    who.write("Første adgangskode", password)
    who.press("Videre til rollen")
    who.choose("Rolle", "Udfører")
    who.choose("Leverandør", PROVIDER)
    who.press("Giv rollen")
    who.page.locator(".plain-list", has_text=PROVIDER).wait_for()


def test_a_notification_becomes_a_line_in_the_budget(
    visit: Callable[..., Visitor], ledger: Callable[..., None]
) -> None:
    username, password = "bodil-vagt", "dette-er-kun-en-demo"
    let_in(visit("demo-administrator"), username, password)
    offer = thread.add_place(
        visit("demo-visitation-children"), PROVIDER, "Døgninstitution", "Rejsen 2", "2026-11-02"
    )
    caseworker = visit("demo-caseworker-children")
    case = notify(caseworker, thread.impossible_cpr("150314", 4501))
    thread.write_what_matters(caseworker, WORDS)
    assess(caseworker)
    plan(caseworker)
    caseworker.go(case)
    decision, rate = decide(caseworker, offer)

    head = visit("demo-head-children")
    before = thread.budget(head)
    thread.is_over_the_limit(visit("demo-team-leader-children"), decision)
    thread.approve(head, decision)
    granted = thread.budget(head)
    ((line, step),) = thread.moved(before, granted).items()
    this_year = DAYS_LEFT_OF_THE_YEAR * rate
    assert (step.expected, step.rest, step.remaining) == (this_year, this_year, -this_year)

    order = thread.send_order(caseworker, decision, "Faste voksne om aftenen.")
    assert thread.accept_and_start(visit(username, password=password), order, "2026-11-02")
    finance, other = visit("demo-finance"), visit("demo-finance-2")
    thread.pay_next_month(finance, other, "Børn og familier", ledger)
    october = thread.budget(head)
    thread.pay_next_month(finance, other, "Børn og familier", ledger)
    moved = thread.moved(october, thread.budget(head))[line]
    parts = thread.open_paid(head, line, "nov.")
    assert moved.paid == sum(thread.oere(part["Bogført"]) for part in parts)
    assert (moved.expected, moved.rest) == (0, -moved.paid)
    number = thread.case_number(caseworker, case)
    ours = [thread.oere(part["Bogført"]) for part in parts if part["Sag"] == number]
    assert ours == [DAYS_OF_NOVEMBER * rate]
