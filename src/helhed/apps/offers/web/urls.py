"""Addresses of offers."""

from django.urls import path

from helhed.apps.offers.web import ability_views, rate_views, views

app_name = "offers"
urlpatterns = [
    path("tilbud/", views.offer_list, name="list"),
    path("tilbud/nyt/", views.add, name="add"),
    path("leverandoerer/ny/", views.add_provider, name="add-provider"),
    path("tilbud/afstande/", ability_views.distances, name="distances"),
    path("tilbud/afstande/skriv/", ability_views.set_distance, name="set-distance"),
    path("tilbud/<uuid:offer>/", views.one, name="one"),
    path("tilbud/<uuid:offer>/kan/", ability_views.abilities, name="abilities"),
    path("tilbud/<uuid:offer>/pladser/ny/", views.add_place, name="add-place"),
    path("tilbud/<uuid:offer>/takster/ny/", views.add_rate, name="add-rate"),
    path("takster/", rate_views.rate_list, name="rates"),
    path("takster/<uuid:rate>/", rate_views.one, name="rate"),
    path("leverandoerer/<uuid:provider>/moms/", rate_views.set_vat, name="set-vat"),
]
