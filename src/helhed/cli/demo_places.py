"""The demonstration's plan of places: finance of the adults asks what could be opened or converted,
and the house's worker counts it, as it counts the forecasts."""

from __future__ import annotations

from dataclasses import replace

from helhed.rules.forecasts.pladsplan import MOST_PLACES, AskedChange

BY, DEPARTMENT, FIXED_SHARE = "demo-finance", "adults", 60
LONG, TEMPORARY, LIKE_HOMES = "botilbud_108", "botilbud_107", "botilbud_105"
KRONER = 100
MADE_FOR = 0.1
"""The scale of the municipality that the number of places is made for."""
CHANGES = (
    AskedChange("", LONG, 8, 4, 90_000 * KRONER, "Nord"),
    AskedChange("", TEMPORARY, 10, 2, 90_000 * KRONER),
    AskedChange(TEMPORARY, LONG, 6, 2, 60_000 * KRONER),
    AskedChange("", LIKE_HOMES, 8, 6, 1_200_000 * KRONER),
)
"""Rooms in houses that stand already are cheap to make ready; what is built anew is not."""


def ask_for_places(scale: float) -> bool:
    """Ask for the plan; whether there was one to ask for: a small municipality may have no own
    places of these services, or nobody in a bought one."""
    from helhed.apps.access.access import Actor, posts_of
    from helhed.apps.access.models import User
    from helhed.apps.access.queries import clock_of, municipality
    from helhed.apps.forecasts import actions
    from helhed.apps.forecasts.places import bought_now, services_with_places

    clock = clock_of(municipality())
    today = clock.today()
    user = User.objects.get(username=BY)
    known = set(bought_now(services_with_places(today, DEPARTMENT), today))
    asked = [
        replace(one, most=min(MOST_PLACES, max(2, round(one.most * scale / MADE_FOR))))
        for one in CHANGES
        if {one.from_service, one.to_service} - {""} <= known
    ]
    if not asked:
        return False
    services = sorted(
        {one.to_service for one in asked} | {one.from_service for one in asked} - {""}
    )
    actions.ask_plan(
        Actor(user, posts_of(user, today), clock),
        department=DEPARTMENT,
        services=services,
        changes=asked,
        fixed_share=FIXED_SHARE,
    )
    return True
