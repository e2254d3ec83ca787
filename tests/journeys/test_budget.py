"""Next year's budget is built and adopted; a measure is followed down to its grants."""

from __future__ import annotations

import re
from collections.abc import Callable

from helhed.kernel.numerals import parse_number
from tests.journeys.conftest import Visitor
from tests.journeys.thread import address, kroner

YEAR = "2027"


def tile(who: Visitor, name: str) -> int:
    """The whole kroner of a tile, by its words."""
    found = who.page.locator("li.tile", has_text=name).first.locator(".figure")
    return kroner(found.inner_text())


def total(who: Visitor, caption: str, column: str) -> int:
    """The whole kroner under a column of a list."""
    table = who.page.locator("table", has=who.page.locator("caption", has_text=caption)).first
    heads = [text.strip() for text in table.locator("thead th").all_inner_texts()]
    at = next(n for n, text in enumerate(heads) if text.startswith(column))
    return kroner(table.locator("tfoot tr").first.locator("td, th").nth(at).inner_text())


def build(who: Visitor, name: str, growth: str) -> str:
    """A new version of next year's budget from the activity; gives its page."""
    who.go("/budget/forslag/")
    who.follow("Lav et nyt forslag")
    who.write("År", YEAR)
    who.write("Navn", name)
    who.choose("Budgetmodel", "Aktivitet: antal × pris fra bevillingerne")
    who.write("Prisstigning i procent", growth)
    who.press("Byg forslaget")
    who.page.get_by_role("heading", name=name, level=1).wait_for()
    return address(who)


def dearer(who: Visitor) -> int:
    """Doubles the number of the dearest line; gives what it costs more in whole kroner."""
    lines = who.page.locator("table", has=who.page.locator("caption", has_text="Linjer"))
    lines.locator("tbody a").first.click()
    persons = who.field("Helårspersoner")
    number = parse_number(persons.input_value(), 3)
    price = parse_number(who.field("Pris pr. helårsperson i kr.").input_value(), 2)
    persons.fill(f"{2 * number:.3f}".replace(".", ","))
    who.write("Begrundelse", "Ventelisten skal ned")
    who.press("Gem")
    return round(number * price)


def test_next_years_budget_is_built_compared_adopted_by_another_and_becomes_the_frames(
    visit: Callable[..., Visitor],
) -> None:
    maker = visit("demo-finance")
    plain = build(maker, "Uden ændringer", "2,0")
    built_plain = tile(maker, "Nedefra")
    changed = build(maker, "Flere pladser", "2,0")
    assert tile(maker, "Nedefra") == built_plain

    more = dearer(maker)
    maker.page.wait_for_url(f"**{changed}")
    built = tile(maker, "Nedefra")
    assert abs(built - built_plain - more) <= 1
    frame, over = tile(maker, "Oppefra"), tile(maker, "Over rammerne")
    assert abs(built - frame - over) <= 1

    maker.follow("Uden ændringer")
    maker.page.wait_for_url(f"**{plain.split('/')[-2]}/")
    assert abs(tile(maker, "Forskel") - more) <= 1
    parts = [tile(maker, name) for name in ("Antal", "Sammensætning", "Pris", "Andet")]
    assert abs(sum(parts) - more) <= 2

    maker.go(changed)
    maker.page.get_by_text("En anden skal vedtage det.").wait_for()
    assert not maker.page.get_by_role("button", name="Vedtag budgettet").count()

    other = visit("demo-finance-2")
    other.go(changed)
    other.follow("Se, hvad der ændres, og vedtag")
    assert abs(total(other, "Rammer, der ændres", "Forskel") - over) <= 1
    other.press("Vedtag budgettet")
    other.page.get_by_text("Vedtaget af").wait_for()
    assert abs(tile(other, "Oppefra: rammerne før vedtagelsen") - frame) <= 1
    assert abs(tile(other, "Over rammerne") - over) <= 1
    other.go(f"/budget/rammer/?year={YEAR}")
    assert abs(total(other, "Rammer", "Oprindeligt") - built) <= 1
    other.go(f"/budget/?year={YEAR}")
    assert abs(tile(other, "Ramme") - built) <= 1


def test_a_measure_is_written_names_its_grants_and_is_opened_down_to_one(
    visit: Callable[..., Visitor],
) -> None:
    finance = visit("demo-finance")
    finance.go("/budget/tiltag/")
    before = tile(finance, "Ventet i året")
    finance.follow("Skriv et besluttet tiltag")
    finance.write("Navn", "Støtte afsluttes, når målet er nået")
    finance.field("Enhed").select_option(label="Voksenafdelingen")
    finance.field("Ansvarlig").select_option(index=1)
    finance.write("Besluttet den", "2026-01-05")
    finance.write("Skal virke fra", "2026-02-01")
    finance.write("Hvad er besluttet?", "Forløb sluttes til tiden.")
    finance.write("Skal spare i 2026", "1.000")
    finance.press("Gem")
    measure = address(finance)
    finance.page.get_by_text("Tiltaget nævner ingen bevillinger endnu").wait_for()

    finance.follow("Nævn en bevilling")
    named = name_one_that_ended(finance)
    finance.page.wait_for_url(f"**{measure}")
    reached, forecast = tile(finance, "Nået til nu"), tile(finance, "Ventet i året")
    assert 0 < reached <= forecast

    head = visit("demo-finance-2", width=390)
    head.go("/budget/tiltag/")
    assert tile(head, "Ventet i året") >= before
    head.follow("Støtte afsluttes, når målet er nået")
    assert tile(head, "Nået til nu") == reached
    head.page.locator("table tbody a", has_text=named).first.click()
    head.page.wait_for_url(re.compile(r"/bevillinger/|/oekonomi/|/udbetalinger/"))
    head.page.get_by_text(named).first.wait_for()


def name_one_that_ended(who: Visitor) -> str:
    """Names a grant that ended in the year and saves since; gives its case's number."""
    services = who.page.locator("#id_service option").all()
    for key in [one.get_attribute("value") for one in services]:
        if not key:
            continue
        who.go(f"{who.page.url.removeprefix(who.house).split('?')[0]}?service={key}")
        for option in who.page.locator("#id_before option").all():
            text = (option.text_content() or "").strip()
            end = re.search(r"– \d+\.([4-8])\.2026$", text)
            if end:
                who.field("Bevillingen før").select_option(value=option.get_attribute("value"))
                who.press("Gem")
                return text.split(" ")[0]
    raise AssertionError("no grant ended in the year")
