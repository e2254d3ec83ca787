"""The steps of the thread as people take them, in words; the two journeys are made of these."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

from helhed.kernel.cpr import Cpr
from tests.journeys.conftest import Visitor


def impossible_cpr(day: str, start: int) -> str:
    """A number with a date that exists, that fails modulus 11 and so was never given to anybody
    before 2007; ``day`` is DDMMYY and ``start`` where to begin among the last four digits."""
    for last in range(start, start + 50):
        cpr = Cpr.parse(f"{day}{last:04d}")
        if not cpr.passes_modulus_11:
            return cpr.formatted
    raise AssertionError("all pass")


def kroner(text: str) -> int:
    """Whole kroner in a text such as ``1.234 kr.``; a minus sign of any kind counts."""
    digits = re.sub(r"[^\d−-]", "", text.split(",")[0]).replace("−", "-")
    return int(digits)


@dataclass(frozen=True, slots=True)
class Price:
    """What the decision page says before approval, in whole kroner."""

    this_year: int
    next_year: int


def address(who: Visitor) -> str:
    """The path that a window shows."""
    return who.page.url.removeprefix(who.house)


def register(who: Visitor, cpr: str, name: str) -> str:
    """Register a citizen who is new to the house; gives the citizen's page."""
    who.menu("Søg")
    who.write("Navn, CPR-nummer eller sagsnummer", name)
    who.press("Søg")
    who.page.get_by_text("Ingen passer").wait_for()
    who.follow("Registrér en borger, som huset ikke kender endnu")
    who.write("CPR-nummer", cpr)
    who.write("Navn", name)
    who.press("Registrér")
    who.page.get_by_role("heading", name=name, level=1).wait_for()
    assert cpr.replace("-", "")[6:] not in who.page.url
    return address(who)


def open_case(who: Visitor, area: str, reason: str) -> str:
    """Open a case from the citizen's page; gives the case's page."""
    who.follow("Åbn en sag")
    who.choose("Område", area)
    who.choose("Hvordan kom sagen?", "Ansøgning fra borgeren")
    who.write("Hvorfor åbnes sagen?", reason)
    who.press("Åbn sagen")
    who.page.get_by_text(reason).wait_for()
    return address(who)


def write_what_matters(who: Visitor, words: str) -> None:
    """The citizen's own words, first of all."""
    who.page.get_by_text("Skriv eller ret ordene").click()
    who.write("Det vigtige, med egne ord", words)
    who.press("Gem ordene")
    who.page.locator("blockquote", has_text=words).wait_for()


def add_service(who: Visitor, name: str, offer: str, start: str, quantity: str = "1") -> None:
    """Choose the main service, who delivers it at which rate, and from when."""
    option = who.page.locator("#main option", has_text=name).first.get_attribute("value")
    who.page.locator("#main").select_option(value=option)
    who.press("Tilføj hovedydelsen")
    who.follow("Vælg udfører og takst")
    who.write("Tilbud eller leverandør", offer)
    who.press("Find")
    who.page.locator("tr", has_text=offer).first.get_by_role("button").click()
    who.page.locator("#ydelser strong", has_text=offer).wait_for()
    who.write("Antal", quantity)
    who.write("Første dag", start)
    who.saved()


def price(who: Visitor) -> Price:
    """The price on the decision page."""
    amounts = [kroner(text) for text in who.page.locator("#price dd").all_inner_texts()]
    return Price(this_year=amounts[1], next_year=amounts[2])


def submit(who: Visitor) -> str:
    """Send the decision to somebody else; gives its page."""
    who.page.locator("#missing", has_text="Intet").wait_for()
    who.press("Send til godkendelse")
    who.page.get_by_text("sendt til godkendelse").wait_for()
    return address(who)


def is_over_the_limit(who: Visitor, decision: str) -> None:
    """Somebody who may not approve so much is told so, and has no button."""
    who.go(decision)
    who.page.get_by_text("Du kan godkende op til 1.000.000 kr.").wait_for()
    assert not who.page.get_by_role("button", name="Godkend bevillingen").count()


def approve(who: Visitor, decision: str) -> None:
    """Approve what another has prepared."""
    who.go(decision)
    who.press("Godkend bevillingen")
    who.page.get_by_text("Afgørelsen er godkendt").wait_for()


def send_order(who: Visitor, decision: str, needs: str) -> str:
    """Order what is granted; gives the order's page."""
    who.go(decision)
    who.follow("Bestil hos udføreren")
    who.page.locator("#id_needs").fill(needs)
    who.press("Gem, og se den før den sendes")
    who.press("Send bestillingen")
    who.page.locator(".badge", has_text="Sendt").first.wait_for()
    return address(who)


def accept_and_start(who: Visitor, order: str, day: str) -> str:
    """The provider says yes and starts; gives the name of the place that was taken."""
    who.go(order)
    who.press("Accepter")
    who.page.locator(".badge", has_text="Accepteret").first.wait_for()
    who.follow("Registrér start")
    who.write("Første dag", day)
    place = ""
    listed = who.page.locator("#id_place option")
    if listed.count():
        place = listed.nth(1).inner_text()
        who.page.locator("#id_place").select_option(index=1)
    who.press("Start hjælpen")
    who.page.locator(".badge", has_text="I gang").first.wait_for()
    return place


def pay_next_month(
    maker: Visitor, approver: Visitor, department: str, ledger: Callable[..., None]
) -> str:
    """Finance makes the next month, another approves it, and the ledger posts it; gives the page
    of the run."""
    run = send_next_month(maker, approver, department)
    ledger()
    read_answers(maker)
    is_posted(maker, run)
    return run


def send_next_month(maker: Visitor, approver: Visitor, department: str) -> str:
    """Finance makes the next month, another approves it, and it is sent; gives its page."""
    maker.menu("Betalinger")
    maker.page.locator("main form button", has_text=f"for {department}").click()
    maker.page.locator(".badge", has_text="Kladde").first.wait_for()
    run = address(maker)
    maker.press("Gennemgået")
    maker.page.get_by_text("Du har selv lavet kørslen").wait_for()
    approver.go(run)
    approver.press("Godkend kørslen")
    approver.page.locator(".badge", has_text="Godkendt").first.wait_for()
    maker.go(run)
    maker.press("Send til økonomisystemet")
    maker.page.locator(".badge", has_text="Sendt").first.wait_for()
    return run


def read_answers(who: Visitor) -> None:
    """Finance reads what the ledger answered."""
    who.menu("Betalinger")
    who.follow("Filer til og fra økonomisystemet, og lukkede måneder")
    who.press("Læs nye svar")
    who.page.get_by_text("filer er læst").wait_for()


def line_in_run(who: Visitor, run: str, case: str) -> str:
    """The id of the payment line of a case that is among the newest, from the page of its run."""
    who.go(f"{run}?sort=-number")
    who.page.locator("tbody tr", has_text=case).locator("a[href*='/linjer/']").first.click()
    who.page.get_by_role("heading", name="Hvad det er").wait_for()
    return address(who).rstrip("/").rsplit("/", 1)[1]


def claim_what_was_paid_too_much(who: Visitor, case: str) -> int:
    """Take the difference of a case on oneself and post it back, as of an own unit; the øre."""
    who.menu("Betalinger")
    who.follow("Åbne forskelle mod økonomisystemet")
    who.page.locator("tbody tr", has_text=case).get_by_role("link").first.click()
    who.page.get_by_role("heading", name="Forkert beløb").wait_for()
    who.press("Gør den til min")
    who.page.get_by_text("Forskellen er nu din").wait_for()
    paid, posted = (who.page.locator("dd").nth(who_is).inner_text() for who_is in _two(who))
    who.press("Før beløbet tilbage")
    who.page.get_by_role("heading", name="Ført tilbage").wait_for()
    return oere(re.sub(r"[^\d,]", "", posted)) - oere(re.sub(r"[^\d,]", "", paid))


def _two(who: Visitor) -> tuple[int, int]:
    """Where the difference's page tells what was paid and what was posted."""
    told = who.page.locator("dt").all_inner_texts()
    return told.index("Betalt"), told.index("Bogført")


def is_posted(who: Visitor, run: str) -> None:
    """Everything of a run is accounted for."""
    who.go(run)
    who.page.locator(".badge", has_text="Bogført").first.wait_for()


def add_place(who: Visitor, provider: str, kind: str, name: str, start: str) -> str:
    """Visitation finds an offer of a provider and gives it a new place; gives the offer's name."""
    who.menu("Tilbud")
    who.choose("Slags", kind)
    who.page.wait_for_url("**kind=**")
    who.write("Navn", provider)
    who.press("Vis")
    link = who.page.locator("table tbody a").first
    offer = link.inner_text()
    link.click()
    who.follow("Ny plads")
    who.write("Navn eller nummer", name)
    who.write("Fra", start)
    who.page.locator("main form.panel button.button-primary").click()
    who.page.locator(".chips", has_text=name).wait_for()
    return offer


def rows(who: Visitor, path: str) -> list[dict[str, str]]:
    """A list as somebody downloads it."""
    answer = who.page.request.get(f"{who.house}{path}")
    assert answer.ok, path
    text = answer.body().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def oere(text: str) -> int:
    """Øre of an amount as the file has it, ``1234,50``."""
    return int(text.replace(",", ""))


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A line of the budget, in øre."""

    frame: int
    paid: int
    rest: int
    expected: int
    remaining: int


def budget(who: Visitor) -> dict[tuple[str, str], BudgetLine]:
    """This year's budget by account and unit, as the head of department downloads it."""
    return {
        (row["Konto"], row["Enhed"]): BudgetLine(
            *(
                oere(row[name])
                for name in ("Ramme", "Bogført", "Disponeret rest", "Forventet", "Tilbage")
            )
        )
        for row in rows(who, "/budget/?format=csv")
    }


def moved(
    before: dict[tuple[str, str], BudgetLine], after: dict[tuple[str, str], BudgetLine]
) -> dict[tuple[str, str], BudgetLine]:
    """How each line moved, those that stood still left out."""
    nothing = BudgetLine(0, 0, 0, 0, 0)
    found = {}
    for key in {**before, **after}:
        old, new = before.get(key, nothing), after.get(key, nothing)
        step = BudgetLine(
            new.frame - old.frame,
            new.paid - old.paid,
            new.rest - old.rest,
            new.expected - old.expected,
            new.remaining - old.remaining,
        )
        if step != nothing:
            found[key] = step
    return found


def day_rate(who: Visitor) -> int:
    """The chosen rate on the decision page, in øre."""
    text = who.page.locator("#ydelser strong", has_text="kr.").first.inner_text()
    return int(re.sub(r"\D", "", text))


def open_paid(who: Visitor, line: tuple[str, str], month: str) -> list[dict[str, str]]:
    """Open what was paid on a budget line in a month, down to the grants; gives its rows."""
    account, unit = line
    who.go(f"/budget/?account={account}")
    row = who.page.locator("#budget tbody tr", has_text=unit).first
    heads = who.page.locator("#budget thead th").all_inner_texts()
    paid = next(at for at, head in enumerate(heads) if head.strip().startswith("Bogført"))
    row.locator("td, th").nth(paid).get_by_role("link").click()
    who.page.get_by_role("heading", level=1).wait_for()
    who.choose("Måned", month)
    who.page.wait_for_url("**month=*")
    return rows(who, f"{address(who)}&format=csv")


def open_grant(who: Visitor, case: str) -> None:
    """From the grants that make a figure to the one of a case, and its economy."""
    who.page.locator("tbody tr", has_text=case).get_by_role("link").first.click()
    who.page.get_by_role("heading", level=1).wait_for()
    who.page.locator("main", has_text=case).wait_for()


def grant_months(who: Visitor, decision: str) -> list[dict[str, str]]:
    """What a decision's main grant was committed to and paid, month by month of this year."""
    who.go(decision)
    who.follow("Økonomi")
    return rows(who, f"{address(who)}?format=csv")


def case_number(who: Visitor, case: str) -> str:
    """The number that stands on the page of a case."""
    who.go(case)
    return who.page.locator(".breadcrumbs").inner_text().split("Sag ")[1].strip()
