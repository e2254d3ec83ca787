"""Who does the jobs of a forecast: this process, or many machines (``cluster``).

A job is a pure function of what it is given and of nothing else: its random numbers have an
address. So who does it, how often and in which order cannot be seen in what comes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

Shared = TypeVar("Shared")
Job = TypeVar("Job")
Done = TypeVar("Done")


class Machines(Protocol):
    """Do jobs that do not depend on each other."""

    @property
    def at_once(self) -> int:
        """About so many jobs are done at the same time."""

    def each(
        self, what: str, work: Callable[[Shared, Job], Done], shared: Shared, jobs: Sequence[Job]
    ) -> Iterator[tuple[int, Done]]:
        """Number of the job and what ``work(shared, job)`` gave, as they come, in any order: fold
        each before the next is asked for. ``what`` names the jobs to who watches; ``work`` is a
        function of a module."""


class OneProcess:
    """This process: one job after the other."""

    at_once = 1

    def each(
        self, what: str, work: Callable[[Shared, Job], Done], shared: Shared, jobs: Sequence[Job]
    ) -> Iterator[tuple[int, Done]]:
        """In order."""
        for number, job in enumerate(jobs):
            yield number, work(shared, job)


ALONE = OneProcess()


def in_order(done: Iterator[tuple[int, Done]]) -> list[Done]:
    """What all jobs gave, in the order of the jobs."""
    return [one for _, one in sorted(done, key=lambda pair: pair[0])]


__all__ = ["ALONE", "Machines", "in_order"]
