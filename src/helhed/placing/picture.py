"""A picture of plans: from the cheapest on the whole to the safest, and what each of them does."""

from __future__ import annotations

from collections.abc import Sequence

from helhed.kernel.svg import Picture, Scale, apart, round_steps
from helhed.placing.moving import moved_in_all
from helhed.placing.outlook import MILLION_KR, Far, Outlook
from helhed.placing.plan import Plan, cvar

OURS, OTHER = "#0f3a73", "#767676"
WIDTH, HEIGHT, LEFT, TOP, SPLIT = 900.0, 420.0, 64.0, 92.0, 500.0
LINE = 18.0


def plans_drawn(title: str, outlook: Outlook, plans: Sequence[Plan], alpha: float) -> str:
    """Expected cost beside the mean of the worst paths, and doing nothing beside them. Raises
    ValueError when there is no plan."""
    if not plans:
        raise ValueError("there is nothing to draw")
    idle = outlook.costs({})
    points = [(one.expected / MILLION_KR, one.worst / MILLION_KR) for one in plans]
    nothing = (float(idle.mean()) / MILLION_KR, cvar(idle, alpha) / MILLION_KR)
    worst = f"the mean of the worst {100 * (1 - alpha):.0f} % of the futures"
    told = _told(outlook, plans, points, nothing, worst)
    picture = Picture(WIDTH, _height(plans), title, told)
    picture.text((16, 32), title, "head")
    _frontier(picture, [*points, nothing], worst)
    _listed(picture, outlook, plans, points)
    return str(picture)


def _told(
    outlook: Outlook,
    plans: Sequence[Plan],
    points: Sequence[tuple[float, float]],
    nothing: tuple[float, float],
    worst: str,
) -> str:
    each = [
        f"Plan {number}: {_done(plan)}; {at[0]:,.1f} million kr. expected, {at[1]:,.1f} as {worst};"
        f" {', '.join(_moving(outlook, plan))}."
        for number, (plan, at) in enumerate(_different(plans, points), 1)
    ]
    return " ".join([*each, f"Doing nothing: {nothing[0]:,.1f} and {nothing[1]:,.1f}."])


def _different(
    plans: Sequence[Plan], points: Sequence[tuple[float, float]]
) -> list[tuple[Plan, tuple[float, float]]]:
    """Plans that do the same are one."""
    found: dict[tuple[object, ...], tuple[Plan, tuple[float, float]]] = {}
    for plan, at in zip(plans, points, strict=True):
        found.setdefault(tuple(sorted(plan.made.items())), (plan, at))
    return list(found.values())


def _done(plan: Plan) -> str:
    each = [
        f"{change}: {places} in period {period + 1}"
        for (change, period), places in sorted(plan.made.items(), key=lambda one: one[0][::-1])
    ]
    return ", ".join(each) or "nothing"


def _moving(outlook: Outlook, plan: Plan) -> list[str]:
    """Who must move, and who moves in, and how far from home they get."""
    found = moved_in_all(outlook, plan.made)
    told = [(found.out, found.out_far, "must move"), (found.into, found.into_far, "move in")]
    return [f"{persons:,.1f} {words}{_far(far)}" for persons, far, words in told if persons]


def _far(far: Far) -> str:
    if far.metres is None:
        return ", how far is not known"
    whole = f", {far.metres / 1_000:,.1f} km from home"
    return f"{whole} ({far.unknown:.0%} unknown)" if far.unknown > 0.005 else whole


def _height(plans: Sequence[Plan]) -> float:
    lines = sum(4 + len(one.made) for one in plans)
    return max(HEIGHT, TOP + lines * LINE + 40)


def _frontier(picture: Picture, points: Sequence[tuple[float, float]], worst: str) -> None:
    across = round_steps(min(x for x, _ in points), max(x for x, _ in points), 4)
    up = round_steps(min(y for _, y in points), max(y for _, y in points))
    x = Scale(across[0], across[-1], LEFT, SPLIT - 90)
    y = Scale(up[0], up[-1], HEIGHT - 60, TOP)
    picture.text((16, TOP - 24), f"Million kr.: {worst}")
    picture.frame(x, y, up)
    for level in across:
        picture.add("line", x1=x(level), x2=x(level), y1=y.begin, y2=y.begin + 4, kind="axis")
        picture.text((x(level), y.begin + 19), f"{level:,g}", anchor="middle")
    picture.text((x.end, y.begin + 40), "Million kr. expected", anchor="end")
    *plans, nothing = [(x(one), y(other)) for one, other in points]
    picture.line(sorted(set(plans)), stroke=OURS, stroke_width=2)
    shown = list(dict.fromkeys(plans))
    names = [*(f"Plan {n}" for n in range(1, len(shown) + 1)), "Doing nothing"]
    places = [*shown, nothing]
    heights = apart([at[1] for at in places], 15)
    for name, at, height in zip(names, places, heights, strict=True):
        colour = OTHER if name == "Doing nothing" else OURS
        picture.add("circle", cx=at[0], cy=at[1], r=5, fill=colour)
        picture.text((at[0] + 9, height - 5), name)


def _listed(
    picture: Picture,
    outlook: Outlook,
    plans: Sequence[Plan],
    points: Sequence[tuple[float, float]],
) -> None:
    at = TOP - 24
    for number, (plan, (expected, worst)) in enumerate(_different(plans, points), 1):
        costs = f"Plan {number}: {expected:,.1f} expected, {worst:,.1f} at worst"
        picture.text((SPLIT + 30, at), costs, "name")
        for line in [*_done(plan).split(", "), *_moving(outlook, plan)]:
            at += LINE
            picture.text((SPLIT + 44, at), line)
        at += LINE + 8
