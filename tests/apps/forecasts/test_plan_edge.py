"""The drawing of a plan of places: no name stands on another, none is cut off."""

from itertools import combinations, pairwise

import pytest

from helhed.apps.forecasts.web.plan_edge import LEFT, LETTER, _box, edges

WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
MILLIONS = 1_000_000_00
PLANS = [
    [(50.0, 69.5), (50.1, 68.6), (50.4, 68.1), (51.9, 67.2), (52.4, 67.1)],
    [(50.0, 69.5), (50.0, 69.4), (50.0, 69.4), (50.0, 69.3), (50.1, 69.3)],
]


@pytest.mark.parametrize("plans", PLANS)
def test_names_of_plans_stand_apart_and_inside(plans):
    told = [
        {"weight": weight, "expected": int(a * MILLIONS), "worst": int(b * MILLIONS)}
        for weight, (a, b) in zip(WEIGHTS, plans, strict=True)
    ]
    nothing = {"expected": 51 * MILLIONS, "worst": 71 * MILLIONS}
    for edge in edges({"plans": told, "nothing": nothing}):
        boxes = [_box(p.x + p.beside, p.y + p.below, p.anchor, p.name) for p in edge.points]
        assert all(box[0] >= LEFT and box[2] <= edge.width for box in boxes)
        for a, b in combinations(boxes, 2):
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        for one, other in pairwise(edge.x_ticks):
            assert other.x - one.x > LETTER * len(other.text)
