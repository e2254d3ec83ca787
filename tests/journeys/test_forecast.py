"""A forecast asked for on the screen: counted by the worker beside the web, read, and stopped."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.conftest import SCREENSHOTS, Visitor

A_WHILE = 180_000


def ask(visitor: Visitor, department: str, months: str, paths: str) -> None:
    """Ask for a run on the overview."""
    visitor.page.locator("select[name=department]").select_option(label=department)
    visitor.choose("Måneder frem", months)
    visitor.choose("Antal forløb", paths)
    visitor.press("Beregn")


def test_finance_asks_what_would_happen_and_sees_it_when_it_is_counted(
    visit: Callable[..., Visitor],
) -> None:
    finance = visit("demo-finance")
    finance.menu("Prognose")
    finance.page.get_by_role("link", name="Børn og familier", exact=True).click()
    finance.follow("Scenarier")
    finance.follow("Skriv et scenarie")
    finance.write("Navn", "Færre kommer til")
    finance.choose("Hvad ændres?", "Flere eller færre kommer til")
    finance.write("Fra måned", "2027-01")
    finance.write("Ændring i procent", "-20")
    finance.press("Gem")
    assert "Færre kommer til" in finance.page.locator("main").inner_text()
    finance.go("/prognose/?afdeling=children")
    finance.page.get_by_label("Færre kommer til").check(force=True)
    ask(finance, "Børn og familier", "24", "100")
    finance.page.locator("svg .band-80").wait_for(timeout=A_WHILE)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    finance.page.screenshot(path=SCREENSHOTS / "forecast.png", full_page=True)
    finance.follow("Scenarierne side om side")
    for named in ("Scenarier", "Forskellen"):
        table = finance.page.get_by_role("table", name=named, exact=True)
        assert "2027" in table.inner_text(), named


def test_a_run_that_takes_long_is_stopped(visit: Callable[..., Visitor]) -> None:
    head = visit("demo-head")
    head.menu("Prognose")
    ask(head, "Voksne", "60", "1000")
    head.press("Afbryd")
    head.page.get_by_role("heading", name="Afbrudt").wait_for(timeout=A_WHILE)
