"""Addresses of forecasts."""

from django.urls import path

from helhed.apps.forecasts.web import (
    compare,
    enough,
    plans,
    population,
    scenario_texts,
    scenarios,
    unit,
    views,
    why,
)

app_name = "forecasts"
urlpatterns = [
    path("prognose/", views.overview, name="overview"),
    path("prognose/scenarier/", scenarios.overview, name="scenarios"),
    path("prognose/scenarier/nyt/", scenarios.new, name="scenario-new"),
    path("prognose/scenarier/tekst/", scenario_texts.take_in, name="scenario-take-in"),
    path("prognose/scenarier/<uuid:scenario>/", scenarios.one, name="scenario"),
    path("prognose/scenarier/<uuid:scenario>/fil/", scenario_texts.download, name="scenario-file"),
    path("prognose/scenarier/<uuid:scenario>/tekst/", scenario_texts.write, name="scenario-text"),
    path("prognose/scenarier/<uuid:scenario>/navn/", scenarios.rename, name="scenario-name"),
    path("prognose/scenarier/<uuid:scenario>/ud/", scenarios.withdraw, name="scenario-withdraw"),
    path("prognose/scenarier/<uuid:scenario>/aendring/", scenarios.add, name="change-new"),
    path(
        "prognose/scenarier/<uuid:scenario>/aendring/<int:number>/", scenarios.edit, name="change"
    ),
    path(
        "prognose/scenarier/<uuid:scenario>/aendring/<int:number>/fjern/",
        scenarios.remove,
        name="change-remove",
    ),
    path("prognose/befolkning/", population.overview, name="population"),
    path(
        "prognose/befolkning/<uuid:populationprojection>/",
        population.download,
        name="population-file",
    ),
    path("prognose/pladser/", plans.overview, name="plans"),
    path("prognose/pladser/<uuid:placeplan>/", plans.one, name="plan"),
    path("prognose/pladser/<uuid:placeplan>/fremskridt/", plans.progress, name="plan-progress"),
    path("prognose/pladser/<uuid:placeplan>/afbryd/", plans.cancel, name="plan-cancel"),
    path("prognose/<uuid:forecast>/", views.run, name="run"),
    path("prognose/<uuid:forecast>/fremskridt/", views.progress, name="progress"),
    path("prognose/<uuid:forecast>/afbryd/", views.cancel, name="cancel"),
    path("prognose/<uuid:forecast>/forsiden/", views.put_first, name="first"),
    path("prognose/<uuid:forecast>/bagud/", views.scores, name="scores"),
    path("prognose/<uuid:forecast>/nok/", enough.enough_places, name="enough"),
    path("prognose/<uuid:forecast>/scenarier/", compare.compared, name="compared"),
    path("prognose/<uuid:forecast>/flyttet/", why.why, name="why"),
    path("prognose/<uuid:forecast>/flyttet/bevillinger/", why.behind, name="behind"),
    path("prognose/<uuid:forecast>/<slug:service>/<slug:owner>/", unit.unit, name="unit"),
]
