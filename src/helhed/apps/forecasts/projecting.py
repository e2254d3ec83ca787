"""Taking in a projection of the population."""

from __future__ import annotations

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.forecasts.access import require_forecast
from helhed.apps.forecasts.models import PopulationProjection
from helhed.apps.forecasts.projections import UnableToTakeInPopulation, kept, read_figures
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

LONGEST_SOURCE = 200


def take_in_population(actor: Actor, *, text: str, source: str) -> PopulationProjection:
    """Let a file be the projection that forecasts follow from now on, instead of the whole of the
    one before; that one is kept. It is the municipality's, so it takes a right to both departments.

    Raises UnableToTakeInPopulation with every line that is wrong.
    """
    with transaction.atomic():
        require_forecast(actor, Action.MAKE_FORECAST, "")
        if not source.strip() or len(source.strip()) > LONGEST_SOURCE:
            raise UnableToTakeInPopulation(
                screen_text("Skriv, hvor tallene er fra, med højst 200 tegn.")
            )
        figures = read_figures(text)
        made = PopulationProjection.objects.create(
            figures=kept(figures),
            source=source.strip(),
            made_by=actor.user,
            made_at=actor.now(),
        )
        wrote(actor, "populationprojection.take_in", made, rows=len(figures))
    return made
