"""What a test must know of an act to try it: by whom it can be done, by whom not, with what not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from helhed.apps.access.access import Actor
from helhed.kernel.finding import UnableTo
from tests.apps.town import Town

Arguments = dict[str, Any]
OF_NORTH = ("bo", "carla", "head", "finance", "admin", "provider", "nobody")
OF_FAMILY = ("anna", "dan", "childrens_head", "finance", "admin", "provider", "nobody")
ALL_BUT_ADMIN = ("anna", "leader", "head", "visitation", "finance", "provider", "nobody")


@dataclass(frozen=True)
class Act:
    """``given`` makes the rows that the act needs and returns its arguments; ``refuses`` are
    arguments that are wrong, each with what is raised."""

    does: Callable[..., Any]
    given: Callable[[Town], Arguments]
    who: str = "anna"
    strangers: tuple[str, ...] = OF_NORTH
    refuses: tuple[tuple[Arguments, type[Exception]], ...] = field(default=())

    @property
    def name(self) -> str:
        return f"{self.does.__module__.removeprefix('helhed.apps.')}.{self.does.__name__}"

    def by(self, actor: Actor, arguments: Arguments) -> Any:
        return self.does(actor, **arguments)


def no(error: type[UnableTo], **arguments: Any) -> tuple[Arguments, type[Exception]]:
    """An argument that is refused, and how."""
    return arguments, error
