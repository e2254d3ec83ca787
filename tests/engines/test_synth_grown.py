"""Whoever turns 18 in the synthetic municipality, in help to children, may go on as an adult."""

from __future__ import annotations

import pytest

from helhed.rules.decisions.ydelser import Department, service
from helhed.synth.world import world


@pytest.mark.parametrize(("scale", "seed"), [(0.1, 1), (0.1, 3), (0.05, 11)])
def test_some_who_are_helped_as_children_go_on_in_help_to_adults_when_they_turn_18(
    scale: float, seed: int
) -> None:
    drawn = world(scale, seed)
    department: dict[int, set[str]] = {}
    for person, name in zip(drawn.cases.person, drawn.cases.department, strict=True):
        department.setdefault(person, set()).add(name)
    both = {person for person, names in department.items() if len(names) > 1}
    ended: dict[int, int] = {}
    began: dict[int, int] = {}
    courses = zip(
        drawn.courses.key,
        drawn.people.of_course.tolist(),
        drawn.courses.start.tolist(),
        drawn.last.tolist(),
        strict=True,
    )
    for key, person, start, last in courses:
        if person not in both:
            continue
        if service(key).ends_at_age == 18:
            ended[person] = max(ended.get(person, 0), last)
        elif service(key).department is Department.ADULTS:
            began[person] = min(began.get(person, start), start)
    assert len(both) > 5
    assert ended.keys() == began.keys() == both
    assert {began[person] - ended[person] for person in both} <= set(range(1, 8))
