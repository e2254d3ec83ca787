"""What somebody types in the journal is there again when they went away without saving."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys import thread
from tests.journeys.conftest import Visitor

WORDS = "Ringede til mor, som er bekymret."


def test_a_note_that_was_left_half_written_is_found_again_and_signed(
    visit: Callable[..., Visitor],
) -> None:
    who = visit("demo-caseworker-adults")
    who.menu("Sager")
    who.page.locator("table tbody a").first.click()
    case = thread.address(who)
    who.follow("Nyt notat")
    who.write("Tekst", WORDS)
    who.follow("Tilbage til sagen")  # waits for what is on its way
    who.page.wait_for_url(f"**{case}")
    who.follow("Hele journalen")
    note = who.page.locator("article", has_text=WORDS)
    note.get_by_role("heading", name="Uden overskrift").wait_for()
    note.get_by_role("link", name="Ret", exact=True).click()
    who.write("Overskrift", "Telefon med mor")
    who.press("Gem og underskriv")  # at once, while the heading is on its way
    signed = who.page.locator("article", has_text="Telefon med mor")
    signed.get_by_text("Underskrevet").wait_for()
    assert who.page.locator("article", has_text=WORDS).count() == 1
