"""Addresses of forecasts."""

from django.urls import path

from helhed.apps.forecasts.web import compare, plans, views

app_name = "forecasts"
urlpatterns = [
    path("prognose/", views.overview, name="overview"),
    path("prognose/scenarier/", compare.scenarios, name="scenarios"),
    path("prognose/scenarier/nyt/", compare.new, name="scenario-new"),
    path("prognose/scenarier/<uuid:scenario>/ud/", compare.withdraw, name="scenario-withdraw"),
    path("prognose/pladser/", plans.overview, name="plans"),
    path("prognose/pladser/<uuid:placeplan>/", plans.one, name="plan"),
    path("prognose/pladser/<uuid:placeplan>/fremskridt/", plans.progress, name="plan-progress"),
    path("prognose/pladser/<uuid:placeplan>/afbryd/", plans.cancel, name="plan-cancel"),
    path("prognose/<uuid:forecast>/", views.run, name="run"),
    path("prognose/<uuid:forecast>/fremskridt/", views.progress, name="progress"),
    path("prognose/<uuid:forecast>/afbryd/", views.cancel, name="cancel"),
    path("prognose/<uuid:forecast>/bagud/", views.scores, name="scores"),
    path("prognose/<uuid:forecast>/scenarier/", compare.compared, name="compared"),
    path("prognose/<uuid:forecast>/flyttet/", compare.why, name="why"),
    path("prognose/<uuid:forecast>/<slug:service>/<slug:owner>/", views.unit, name="unit"),
]
