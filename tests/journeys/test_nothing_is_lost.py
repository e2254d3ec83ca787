"""What is typed in an assessment or in the journal is never lost: a cut line, two in one field, a
closed browser, a session that ran out."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count
from string import ascii_uppercase
from typing import Any

import pytest

from tests.journeys import thread
from tests.journeys.conftest import MILLISECONDS_TO_ANSWER, Visitor

OVERALL = "Hvordan hænger det sammen?"
EXPECTED = ("Failed to load resource", "net::ERR_INTERNET_DISCONNECTED")
DAYS = count(1)


@pytest.fixture
def begin(visit: Callable[..., Visitor]) -> Callable[[], tuple[Visitor, str]]:
    """A caseworker with the page of a new assessment open, and its address."""

    def begin_one() -> tuple[Visitor, str]:
        who = visit("demo-caseworker-adults")
        number = next(DAYS)
        cpr = thread.impossible_cpr(f"{number:02d}0377", 3301)
        thread.register(who, cpr, f"Tekla Ordholt Prøve {ascii_uppercase[number]}")
        thread.open_case(who, "Handicap", "Kan ikke klare hverdagen alene.")
        who.press("Begynd udredning")
        who.page.get_by_label(OVERALL).wait_for()
        return who, thread.address(who)

    return begin_one


def told_only_of_the_cut(who: Visitor) -> None:
    """The browser tells of requests that failed, as it should, and of nothing else."""
    assert [fault for fault in who.faults if not any(word in fault for word in EXPECTED)] == []
    who.faults.clear()


def stands(who: Visitor, path: str, text: str) -> None:
    """The house itself holds the text."""
    who.go(path)
    assert who.page.get_by_label(OVERALL).input_value() == text


def test_what_is_typed_under_a_cut_line_is_sent_when_it_is_back(
    begin: Callable[[], tuple[Visitor, str]],
) -> None:
    who, path = begin()
    who.cut_line(True)
    who.write(OVERALL, "Skrevet uden forbindelse.")
    who.page.locator("#saved", has_text="forbindelsen er væk").wait_for()
    who.write("Hvad skal udredningen afklare?", "Også uden.")
    who.cut_line(False)
    who.page.locator("#saved", has_text="Gemt kl.").wait_for()
    told_only_of_the_cut(who)
    stands(who, path, "Skrevet uden forbindelse.")


def test_a_browser_that_is_closed_midway_finds_the_words_again_and_nobody_reads_them_there(
    begin: Callable[[], tuple[Visitor, str]],
) -> None:
    who, path = begin()
    who.cut_line(True)
    who.write(OVERALL, "Skrevet lige før strømmen gik.")
    who.page.locator("#saved", has_text="forbindelsen er væk").wait_for()
    kept = who.page.evaluate("JSON.stringify(localStorage)")
    assert "helhed:" in kept
    assert "strømmen" not in kept
    context = who.page.context
    who.page.close(run_before_unload=False)
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{who.house}{path}")
    again.locator("#saved", has_text="Gemt kl.").wait_for()
    assert again.evaluate("localStorage.length") == 0
    again.reload()
    assert again.get_by_label(OVERALL).input_value() == "Skrevet lige før strømmen gik."
    who.faults.clear()


def test_a_session_that_ran_out_saves_what_was_typed_after_a_new_log_in(
    begin: Callable[[], tuple[Visitor, str]],
) -> None:
    who, path = begin()
    who.page.context.clear_cookies()
    who.write(OVERALL, "Skrevet efter at sessionen løb ud.")
    who.page.locator("#saved", has_text="du er logget ud").wait_for()
    other = who.page.context.new_page()
    other.goto(f"{who.house}/log-ind/")
    other.get_by_label("Brugernavn").fill("demo-caseworker-adults")
    other.get_by_label("Adgangskode").fill("helhed-demo")
    other.locator("main").get_by_role("button", name="Log ind").click()
    other.wait_for_url(f"{who.house}/")
    who.page.locator("#saved", has_text="Gemt kl.").wait_for()
    told_only_of_the_cut(who)
    stands(who, path, "Skrevet efter at sessionen løb ud.")


@pytest.mark.parametrize("seconds", [0, 1.5], ids=["at once", "late"])
def test_a_piece_that_comes_after_the_session_ran_out_leads_nobody_away_who_writes(
    begin: Callable[[], tuple[Visitor, str]], seconds: float
) -> None:
    """Also where the page's own script comes late, as on a slow line."""
    who, path = begin()
    late: list[Any] = []

    def slowly(route: Any) -> None:
        time.sleep(seconds)
        route.continue_()

    who.page.route("**/helhed/helhed*.js", slowly)
    who.page.route("**/citater/**", lambda route: late.append(route))
    who.go(path)
    for _ in range(MILLISECONDS_TO_ANSWER // 50):
        if late:
            break
        who.page.wait_for_timeout(50)
    who.page.context.clear_cookies()
    with who.page.expect_response("**/citater/**") as answer:
        late.pop().continue_()
    assert answer.value.status == 204
    assert answer.value.header_value("HX-Redirect") is None
    who.write(OVERALL, "Skrevet bagefter.")
    who.page.locator("#saved", has_text="du er logget ud").wait_for()
    assert thread.address(who) == path
    told_only_of_the_cut(who)


def test_what_is_typed_before_the_script_of_a_slow_line_is_there_is_saved_too(
    begin: Callable[[], tuple[Visitor, str]],
) -> None:
    who, path = begin()
    late: list[Any] = []
    who.page.route("**/helhed/helhed*.js", lambda route: late.append(route))
    who.page.goto(f"{who.house}{path}", wait_until="commit")
    who.write(OVERALL, "Skrevet før siden var klar.")
    late.pop().continue_()
    who.page.locator("#saved", has_text="Gemt kl.").wait_for()
    who.page.unroute_all()
    stands(who, path, "Skrevet før siden var klar.")


def two_windows(who: Visitor, path: str) -> Visitor:
    """The same page in another window, opened before anything is written."""
    other = object.__new__(Visitor)
    other.page, other.house, other.faults = who.page.context.new_page(), who.house, []
    other.page.goto(f"{who.house}{path}")
    return other


@pytest.mark.parametrize(
    ("choice", "result"),
    [
        ("Behold mit", "Den andens."),
        ("Brug den andens", "Den førstes."),
        ("Sæt dem sammen", "Den førstes.\n\nDen andens."),
    ],
)
def test_two_who_write_in_one_field_see_both_and_choose(
    begin: Callable[[], tuple[Visitor, str]], choice: str, result: str
) -> None:
    who, path = begin()
    other = two_windows(who, path)
    who.write(OVERALL, "Den førstes.")
    who.saved()
    other.write(OVERALL, "Den andens.")
    box = other.page.locator("[data-both]")
    box.get_by_text("Den førstes.").wait_for()
    assert other.page.get_by_label(OVERALL).input_value() == "Den andens."
    box.get_by_role("button", name=choice).click()
    other.page.locator("#saved", has_text="Gemt kl.").wait_for()
    assert box.count() == 0
    stands(who, path, result)


@pytest.fixture
def note(visit: Callable[..., Visitor]) -> Callable[[], tuple[Visitor, str]]:
    """A caseworker with the page of a new note open, and the address of its case."""

    def open_one() -> tuple[Visitor, str]:
        who = visit("demo-caseworker-adults")
        number = next(DAYS)
        cpr = thread.impossible_cpr(f"{number:02d}0377", 3301)
        thread.register(who, cpr, f"Tekla Ordholt Prøve {ascii_uppercase[number]}")
        case = thread.open_case(who, "Handicap", "Kan ikke klare hverdagen alene.")
        who.follow("Nyt notat")
        return who, case

    return open_one


def closed_and_opened_again(who: Visitor) -> None:
    """The line is cut, the window goes without asking, and the same browser is opened anew."""
    context = who.page.context
    who.page.close(run_before_unload=False)
    context.set_offline(False)
    who.page = context.new_page()
    who.page.set_default_timeout(MILLISECONDS_TO_ANSWER)
    who.faults.clear()


def test_a_note_that_never_reached_the_house_is_found_again_on_the_next_page_for_a_note(
    note: Callable[[], tuple[Visitor, str]],
) -> None:
    who, case = note()
    who.write("Overskrift", "Telefon med mor")
    who.saved()
    who.cut_line(True)
    who.write("Tekst", "Hun er bekymret for natten.")
    who.page.locator("#saved", has_text="forbindelsen er væk").wait_for()
    assert "bekymret" not in who.page.evaluate("JSON.stringify(localStorage)")
    closed_and_opened_again(who)
    who.go(case)
    who.follow("Nyt notat")
    who.page.locator("#saved", has_text="Gemt kl.").wait_for()
    assert who.field("Overskrift").input_value() == "Telefon med mor"
    assert who.field("Tekst").input_value() == "Hun er bekymret for natten."
    who.press("Gem og underskriv")
    who.go(case)
    who.follow("Hele journalen")
    [one] = who.page.locator("article", has_text="Telefon med mor").all()  # no second draft
    one.get_by_text("Hun er bekymret for natten.").wait_for()
    assert who.page.evaluate("localStorage.length") == 0
    who.go(case)
    who.follow("Nyt notat")
    assert who.field("Tekst").input_value() == ""


def test_a_note_that_another_window_still_has_open_is_not_taken_from_it(
    note: Callable[[], tuple[Visitor, str]],
) -> None:
    who, case = note()
    who.page.route("**/felt/**", lambda route: route.abort())  # the line of this window alone
    who.write("Tekst", "Står her endnu.")
    who.page.locator("#saved", has_text="forbindelsen er væk").wait_for()
    other = who.page.context.new_page()
    other.goto(f"{who.house}{case}")
    other.locator("main").get_by_role("link", name="Nyt notat", exact=True).first.click()
    other.get_by_label("Tekst").wait_for()
    other.wait_for_timeout(500)  # as long as finding takes
    assert other.get_by_label("Tekst").input_value() == ""
    who.page.unroute_all()
    who.page.locator("#saved", has_text="Gemt kl.").wait_for()
    who.faults.clear()
