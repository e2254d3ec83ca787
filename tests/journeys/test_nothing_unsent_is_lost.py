"""What is typed in a form that is sent by a button is never lost: a closed browser, a session that
ran out, a house that answers late, two who write at once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from tests.journeys import thread
from tests.journeys.conftest import MILLISECONDS_TO_ANSWER, Visitor

DAYS = count(1)
HOPES = "Mine håb og drømme"
DRAFT = "At bo for mig selv."
FOUND = "Dette har du skrevet, men ikke gemt"
TOLD_OF_DRAFTS = "**/ikke-gemt/?*"


def begun(who: Visitor, name: str) -> str:
    """A case of a made-up citizen, and its address."""
    cpr = thread.impossible_cpr(f"{next(DAYS):02d}0477", 3301)
    thread.register(who, cpr, name)
    return thread.open_case(who, "Handicap", "Kan ikke klare hverdagen alene.")


def kept_as_draft(who: Visitor) -> None:
    who.page.get_by_text("Gemt som kladde").wait_for()


def test_a_plan_that_is_half_written_stands_there_when_the_browser_was_closed(
    visit: Callable[..., Visitor],
) -> None:
    who = visit("demo-caseworker-adults")
    case = begun(who, "Asta Lundvig Prøve")
    path = f"{case}plan/ny/"
    who.go(path)
    who.write(HOPES, "At bo for mig selv.")
    kept_as_draft(who)
    assert who.page.evaluate("localStorage.length + sessionStorage.length") == 0
    who.page.close(run_before_unload=False)
    who.page.context.clear_cookies()
    again = visit("demo-caseworker-adults")
    again.go(path)
    again.page.get_by_text(FOUND).wait_for()
    assert again.field(HOPES).input_value() == "At bo for mig selv."
    again.press("Smid det væk")
    again.page.get_by_text(FOUND).wait_for(state="detached")
    assert again.field(HOPES).input_value() == ""
    again.page.reload()
    again.page.wait_for_load_state("networkidle")
    assert again.field(HOPES).input_value() == ""


def test_who_writes_before_the_house_has_told_of_the_draft_has_both(
    visit: Callable[..., Visitor],
) -> None:
    who = visit("demo-caseworker-adults")
    path = with_a_draft(who, "Ask Lundvig Prøve")
    late = opened_before_told(who, path)
    who.write(HOPES, "At have en kat.")
    who.page.wait_for_timeout(1000)  # longer than what is typed waits for more
    assert who.page.get_by_text("Gemt som kladde").count() == 0
    came(who, late).continue_()
    who.page.get_by_text(FOUND).wait_for()
    assert who.field(HOPES).input_value() == f"{DRAFT}\n\nAt have en kat."
    kept_as_draft(who)
    who.page.unroute_all()
    who.go(path)
    who.page.get_by_text(FOUND).wait_for()
    assert who.field(HOPES).input_value() == f"{DRAFT}\n\nAt have en kat."


def opened_before_told(who: Visitor, path: str) -> list[Any]:
    """A page that is open while the house has not told of the draft: where the request is held."""
    late: list[Any] = []
    who.page.route(TOLD_OF_DRAFTS, lambda route: late.append(route))
    who.go(path)
    return late


def came(who: Visitor, late: list[Any]) -> Any:
    """The request that is held back, when it has come."""
    for _ in range(MILLISECONDS_TO_ANSWER // 50):
        if late:
            break
        who.page.wait_for_timeout(50)
    return late.pop()


def with_a_draft(who: Visitor, name: str) -> str:
    """The address of a plan that is half written."""
    path = f"{begun(who, name)}plan/ny/"
    who.go(path)
    who.write(HOPES, DRAFT)
    kept_as_draft(who)
    return path


def test_who_goes_away_before_the_house_has_told_of_the_draft_loses_neither(
    visit: Callable[..., Visitor],
) -> None:
    who = visit("demo-caseworker-adults")
    path = with_a_draft(who, "Embla Lundvig Prøve")
    opened_before_told(who, path)
    who.write(HOPES, "At have en kat.")
    who.page.goto(who.house)
    who.page.unroute_all()
    who.go(path)
    who.page.get_by_text(FOUND).wait_for()
    assert who.field(HOPES).input_value() == f"{DRAFT}\n\nAt have en kat."


def test_who_sends_before_the_house_has_told_of_the_draft_sees_it_first(
    visit: Callable[..., Visitor],
) -> None:
    who = visit("demo-caseworker-adults")
    path = with_a_draft(who, "Frode Lundvig Prøve")
    late = opened_before_told(who, path)
    send = who.page.locator("main form.panel button.button-primary")
    send.click()
    came(who, late).continue_()
    who.page.get_by_text(FOUND).wait_for()
    assert thread.address(who) == path
    assert who.field(HOPES).input_value() == DRAFT
    who.page.locator("body:not([aria-busy])").wait_for()
    send.click()
    who.page.wait_for_url("**/planer/**")
    who.page.get_by_text(DRAFT).first.wait_for()


def test_a_house_that_cannot_tell_of_drafts_is_asked_again(
    visit: Callable[..., Visitor],
) -> None:
    who = visit("demo-caseworker-adults")
    path = with_a_draft(who, "Gunn Lundvig Prøve")
    failed: list[Any] = []

    def once(route: Any) -> None:
        if failed:
            route.continue_()
        else:
            failed.append(route)
            route.fulfill(status=500)

    who.page.route(TOLD_OF_DRAFTS, once)
    who.go(path)
    who.write(HOPES, "At have en kat.")
    who.page.get_by_text(FOUND).wait_for()
    assert who.field(HOPES).input_value() == f"{DRAFT}\n\nAt have en kat."
    who.faults.clear()  # the browser tells of the answer that failed, as it should


def test_a_plan_that_is_sent_after_the_session_ran_out_stands_there_after_a_new_log_in(
    visit: Callable[..., Visitor],
) -> None:
    who = visit("demo-caseworker-adults")
    case = begun(who, "Birk Lundvig Prøve")
    path = f"{case}plan/ny/"
    who.go(path)
    who.page.context.clear_cookies(name="sessionid")
    who.write(HOPES, "At få et arbejde.")
    who.page.locator("main form.panel button.button-primary").click()
    who.page.wait_for_url("**/log-ind/**")
    who.page.get_by_text("Det, du skrev, er ikke tabt").wait_for()
    who.page.get_by_label("Brugernavn").fill("demo-caseworker-adults")
    who.page.get_by_label("Adgangskode").fill("helhed-demo")
    who.page.locator("main").get_by_role("button", name="Log ind").click()
    who.page.wait_for_url(f"**{path}")
    who.page.get_by_text(FOUND).wait_for()
    assert who.field(HOPES).input_value() == "At få et arbejde."
    who.page.locator("main form.panel button.button-primary").click()
    who.page.wait_for_url("**/planer/**")
    who.page.get_by_text("At få et arbejde.").first.wait_for()
    who.go(path)
    who.page.wait_for_load_state("networkidle")
    assert who.page.get_by_text(FOUND).count() == 0


def test_a_plan_that_is_sent_with_an_old_token_is_kept_and_the_page_says_where(
    visit: Callable[..., Visitor],
) -> None:
    who = visit("demo-caseworker-adults")
    case = begun(who, "Cilla Lundvig Prøve")
    who.go(f"{case}plan/ny/")
    who.page.context.clear_cookies(name="csrftoken")
    who.write(HOPES, "At synge i kor.")
    who.page.locator("main form.panel button.button-primary").click()
    who.page.get_by_text("Det, du skrev, er ikke tabt").wait_for()
    who.follow("Åbn siden igen")
    who.page.get_by_text(FOUND).wait_for()
    assert who.field(HOPES).input_value() == "At synge i kor."
    who.faults.clear()  # the browser tells of the refusal, as it should


def is_sent(request: Any, path: str) -> bool:
    return bool(request.method == "POST" and request.url.endswith(path))


def recommendation(who: Visitor, case: str) -> str:
    """A recommendation that is begun, and its address."""
    who.go(case)
    who.page.locator('form[action*="indstilling"] button').first.click()
    who.page.get_by_label("Hvad indstiller du, og hvorfor?").wait_for()
    return thread.address(who)


WHAT = "Hvad indstiller du, og hvorfor?"


@pytest.mark.parametrize(
    ("choice", "result"),
    [
        ("Behold mit", "Lederens."),
        ("Brug den andens", "Rådgiverens."),
        ("Sæt dem sammen", "Rådgiverens.\n\nLederens."),
    ],
)
def test_two_people_who_write_in_one_recommendation_see_both_and_one_press_chooses(
    visit: Callable[..., Visitor], choice: str, result: str
) -> None:
    who = visit("demo-caseworker-adults")
    case = begun(who, f"Dagny Lundvig {choice.split()[0]}")
    path = recommendation(who, case)
    leader = visit("demo-team-leader")
    leader.go(path)
    leader.page.wait_for_load_state("networkidle")
    # What the house says of drafts comes when the leader has pressed already.
    told: list[Any] = []
    leader.page.route(TOLD_OF_DRAFTS, lambda route: told.append(route))
    held: list[Any] = []
    leader.page.route("**/ikke-gemt/gem/", lambda r: held.append(r) if told else r.continue_())
    for one, words in ((who, "Rådgiverens."), (leader, "Lederens.")):
        one.write(WHAT, words)
        one.page.get_by_role("radio").first.check(force=True)
        one.press("Gem")
    box = leader.page.locator("[data-both]", has_text="Rådgiverens.")
    box.wait_for()
    assert leader.field(WHAT).input_value() == "Lederens."
    with leader.page.expect_response(lambda one: is_sent(one.request, path)) as answer:
        box.get_by_role("button", name=choice).click()
        box.wait_for(state="detached")
        with leader.page.expect_response(TOLD_OF_DRAFTS):
            came(leader, told).continue_()
        for route in held:
            route.continue_()
    assert answer.value.status == 302
    who.go(path)
    assert who.field(WHAT).input_value() == result
