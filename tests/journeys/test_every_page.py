"""Every page that a role can reach by following links: no accessibility fault, no fault in the
browser, nothing wider than a phone; and a picture of each, to be looked at."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import SCREENSHOTS, Visitor

ROLES = [
    "caseworker-adults",
    "caseworker-children",
    "visitation",
    "provider",
    "team-leader",
    "finance",
    "head",
    "head-both",
    "administrator",
]
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
WIDE, NARROW = 1280, 320
MOST_PAGES = 90
LOOKS = "DATABASE_URL" not in os.environ
"""What a page looks like does not hang on the database: one of the two runs looks at it."""
looked_at: set[str] = set()
"""Kinds of pages that have their pictures, taken by the first role that comes there."""


def kind_of(address: str) -> str:
    """What an address is like, whichever row it shows."""
    parts = urlsplit(address)
    return UUID.sub("*", parts.path)


def links_of(visitor: Visitor) -> list[str]:
    """Addresses of the house that a page leads to, downloads left out."""
    found: list[str] = visitor.page.eval_on_selector_all(
        "a[href]:not([download])", "links => links.map(link => link.href)"
    )
    inside = [link.split("#")[0] for link in found if link.startswith(visitor.house)]
    return [link for link in inside if "format=" not in link and "/dokumenter/" not in link]


def axe_faults(visitor: Visitor) -> list[str]:
    """What axe finds on the page, by rule and place."""
    result: dict[str, Any] = Axe().run(visitor.page, options=RULES).response
    return [
        f"{visitor.page.url.removeprefix(visitor.house)}: {fault['id']} at {node['target']}"
        for fault in result["violations"]
        for node in fault["nodes"]
    ]


def photograph(visitor: Visitor, folder: Path, name: str) -> list[str]:
    """Pictures at both widths; a page wider than the phone is a fault."""
    visitor.page.screenshot(path=folder / f"{name}-{WIDE}.png", full_page=True)
    visitor.page.set_viewport_size({"width": NARROW, "height": 800})
    visitor.page.screenshot(path=folder / f"{name}-{NARROW}.png", full_page=True)
    width = visitor.page.evaluate("document.documentElement.scrollWidth")
    narrow = axe_faults(visitor)
    visitor.page.set_viewport_size({"width": WIDE, "height": 900})
    path = urlsplit(visitor.page.url).path
    return [*narrow, *([f"{path} is {width} px wide on a phone"] if width > NARROW else [])]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_sound(visit: Callable[..., Visitor], role: str) -> None:
    visitor = visit(f"demo-{role}")
    folder = SCREENSHOTS / role
    folder.mkdir(parents=True, exist_ok=True)
    waiting, seen, faults = [f"{visitor.house}/"], set[str](), list[str]()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        kind = kind_of(address)
        if kind in seen:
            continue
        seen.add(kind)
        answer = visitor.page.goto(address)
        status = answer.status if answer else 0
        if status == 403:
            visitor.faults.clear()  # a link may lead to what somebody else must do; checked below
            faults.append(f"{kind} is linked to, but closed to {role}")
            continue
        if status != 200:
            faults.append(f"{kind} answers {status}")
            continue
        if LOOKS:
            faults += axe_faults(visitor)
        if LOOKS and (kind not in looked_at or kind == "/"):
            faults += photograph(visitor, folder, kind.strip("/").replace("/", "_") or "day")
            looked_at.add(kind)
        waiting += links_of(visitor)
    assert not faults, "\n".join(faults)
    assert len(seen) >= 4


def test_the_log_in_page_is_sound(visit: Callable[..., Visitor]) -> None:
    visitor = visit("demo-head")
    visitor.page.get_by_role("button", name="Log af").first.click()
    visitor.page.wait_for_url("**/log-ind/**")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    assert axe_faults(visitor) + photograph(visitor, SCREENSHOTS, "log-in") == []


def test_english_is_one_switch_away_and_stays(visit: Callable[..., Visitor]) -> None:
    visitor = visit("demo-caseworker-adults")
    visitor.page.locator(".portal-user").get_by_role("button", name="English").click()
    visitor.page.wait_for_load_state()
    assert visitor.page.locator("html").get_attribute("lang") == "en"
    visitor.page.reload()
    assert visitor.page.locator("html").get_attribute("lang") == "en"
    assert axe_faults(visitor) == []
    photograph(visitor, SCREENSHOTS, "english-day")
    visitor.page.locator(".portal-user").get_by_role("button", name="Dansk").click()
    visitor.page.wait_for_load_state()
    assert visitor.page.locator("html").get_attribute("lang") == "da"
