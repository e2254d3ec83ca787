"""Addresses of the right place."""

from django.urls import path

from helhed.apps.matching.web import find_views

app_name = "matching"
urlpatterns = [
    path("sager/<uuid:case>/plads/", find_views.find, name="find"),
    path("sager/<uuid:case>/plads/behov/", find_views.write_need, name="need"),
    path("sager/<uuid:case>/plads/behov/slut/", find_views.end_need, name="end-need"),
    path("sager/<uuid:case>/plads/oensker/", find_views.write_wishes, name="wishes"),
    path("sager/<uuid:case>/plads/valg/", find_views.choices, name="choices"),
    path("sager/<uuid:case>/plads/vaelg/<uuid:offer>/", find_views.choose, name="choose"),
]
