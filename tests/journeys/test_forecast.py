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


def write_scenario(visitor: Visitor) -> None:
    """A scenario of two changes, one of them corrected; given as a file, taken in as another."""
    visitor.follow("Skriv et scenarie")
    visitor.follow("Flere eller færre kommer til")
    visitor.write("Scenariets navn", "Færre kommer til")
    visitor.write("Fra måned", "2027-01")
    visitor.write("Ændring i procent", "-200")
    visitor.press("Gem")
    assert "Skriv fra −100 til 9.900." in visitor.page.locator("main").inner_text()
    visitor.write("Ændring i procent", "-20")
    visitor.press("Gem")
    visitor.follow("Tilføj en ændring")
    visitor.follow("Højere eller lavere pris")
    visitor.write("Fra måned", "2027-06")
    visitor.write("Ændring i procent", "3")
    visitor.press("Gem")
    visitor.follow("Ret ændring 2")
    visitor.write("Ændring i procent", "-3,5")
    visitor.press("Gem")
    assert "−3,5 %" in visitor.page.locator("main").inner_text()
    with visitor.page.expect_download() as given:
        visitor.page.get_by_role("link", name="Hent som fil (.toml)").click()
    file = given.value.path()
    assert "factor = 0.965" in file.read_text("utf-8")
    visitor.page.get_by_role("link", name="Scenarier", exact=True).click()
    visitor.follow("Hent et scenarie ind")
    visitor.write("Scenariets navn", "Et til")
    visitor.page.locator("input[type=file]").set_input_files(file)
    visitor.press("Gem")
    assert "Scenarie: Et til" in visitor.page.locator("main").inner_text()
    add_a_measure_of_the_budget(visitor)


def add_a_measure_of_the_budget(visitor: Visitor) -> None:
    """A measure is fetched, not typed; and the scenario gets a name that says so."""
    visitor.follow("Tilføj en ændring")
    visitor.follow("Et tiltag")
    visitor.page.locator("main a", has_text="sparer").first.click()
    visitor.page.get_by_text("Hentet ind i felterne").wait_for()
    visitor.press("Gem")
    assert "Sparer om året" in visitor.page.locator("main").inner_text()
    visitor.follow("Omdøb")
    visitor.write("Scenariets navn", "Færre og et tiltag")
    visitor.press("Gem")
    assert "Scenarie: Færre og et tiltag" in visitor.page.locator("main").inner_text()


def test_finance_asks_what_would_happen_and_sees_it_when_it_is_counted(
    visit: Callable[..., Visitor],
) -> None:
    finance = visit("demo-finance")
    finance.menu("Prognose")
    finance.page.get_by_role("link", name="Børn og familier", exact=True).click()
    finance.follow("Scenarier")
    write_scenario(finance)
    finance.go("/prognose/?afdeling=children")
    finance.page.get_by_label("Færre kommer til").check(force=True)
    ask(finance, "Børn og familier", "24", "100")
    finance.page.locator("svg.wide .band-80").wait_for(timeout=A_WHILE)
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
