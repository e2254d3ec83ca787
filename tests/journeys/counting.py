"""Counting what somebody does at a screen: clicks, fields, letters."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.journeys.conftest import Visitor

LISTEN = """
(() => {
  const WHAT = "a, button, summary, label, input, select, textarea";
  addEventListener("pointerdown", (event) => {
    if (event.isTrusted && event.target.closest(WHAT)) tellEffort("click", "", 0);
  }, true);
  const note = ({ target }) => {
    if (!target.name || target.type === "radio" || target.type === "checkbox") return;
    const kind = target.tagName === "SELECT" ? "choice" : "field";
    tellEffort(kind, `${location.pathname} ${target.name}`, target.value.length);
  };
  addEventListener("input", note, true);
  addEventListener("change", note, true);
})();
"""


@dataclass(slots=True)
class Phase:
    """What a phase took: clicks, and the letters of each field by its page and name.

    A field belongs to the phase in which it was first written in.
    """

    name: str
    clicks: int = 0
    fields: dict[str, int] = field(default_factory=dict)
    choices: set[str] = field(default_factory=set)

    @property
    def letters(self) -> int:
        return sum(self.fields.values())


class Counted:
    """The phases of a thread, as the windows of those who walk it tell."""

    def __init__(self) -> None:
        self.phases: list[Phase] = []
        self._heard_from: list[Visitor] = []

    def begin(self, name: str) -> None:
        """A new phase; what the windows told before is heard before it begins."""
        self._hear_out()
        self.phases.append(Phase(name))

    def end(self) -> None:
        """Everything that the windows told is counted."""
        self._hear_out()

    def _hear_out(self) -> None:
        """A window tells in order: when it has told that it is done, the rest was heard."""
        for who in self._heard_from:
            who.page.evaluate("() => tellEffort('done', '', 0)")

    def listen_to(self, who: Visitor) -> Visitor:
        """Count what somebody does from the next page on."""
        who.page.expose_function("tellEffort", self._hear)
        who.page.add_init_script(LISTEN)
        who.page.reload()
        self._heard_from.append(who)
        return who

    def _hear(self, kind: str, name: str, letters: int) -> None:
        now = self.phases[-1]
        if kind == "click":
            now.clicks += 1
        elif kind == "choice":
            now.choices.add(name)
        elif kind == "field":
            first = next((one for one in self.phases if name in one.fields), now)
            first.fields[name] = letters

    def page(self) -> str:
        """The page of the reference that tells it."""
        rows = [
            (one.name, one.clicks, len(one.fields), len(one.choices), one.letters)
            for one in self.phases
        ]
        whole = tuple(sum(row[at] for row in rows) for at in range(1, 5))
        told = [f"| {' | '.join(str(part) for part in row)} |" for row in rows]
        return "\n".join([*HEAD, *told, f"| **All** | {' | '.join(map(str, whole))} |", ""])


HEAD = [
    "# Effort",
    "",
    "*Written by the browser test that walks it (`HELHED_WRITE_EFFORT=1 pytest",
    "tests/journeys/test_effort.py`); do not change it here.*",
    "",
    "An adult who is new to the house, from the first click until the order for a place is",
    "sent: two themes with levels, a plan with one goal, one effort, one decision that",
    "another approves. Counted in a real browser: clicks on links, buttons and choices;",
    "fields that were typed in; choices in lists; letters of what was typed. What the house",
    "fills in by itself is not typed and not counted: `tests/journeys/meanings.py` says of",
    "each field which fact it fills and where it comes from, and",
    "`tests/apps/desk/test_asked_once.py` that no fact is asked for twice.",
    "",
    "| Phase | Clicks | Fields | Choices in lists | Letters |",
    "| --- | --- | --- | --- | --- |",
]
