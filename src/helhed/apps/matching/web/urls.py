"""Addresses of the right place."""

from django.urls import path

from helhed.apps.matching.web import choice_views, cover_views, find_views, share_views

app_name = "matching"
urlpatterns = [
    path("pladser/daekning/", cover_views.cover, name="cover"),
    path("pladser/daekning/hvem/", cover_views.living, name="living"),
    path("pladser/daekning/koebt/", cover_views.bought, name="bought"),
    path("pladser/valg/", choice_views.followed, name="followed"),
    path("pladser/valg/alle/", choice_views.chosen, name="chosen"),
    path("pladser/valg/<uuid:decision>/", choice_views.of_decision, name="of-decision"),
    path("pladser/venter/", share_views.waiting, name="waiting"),
    path("pladser/venter/sammenligning/", share_views.compared, name="compared"),
    path("pladser/sammen/", share_views.bonds, name="bonds"),
    path("pladser/sammen/nyt/", share_views.add_bond, name="add-bond"),
    path("pladser/sammen/<uuid:bond>/ophaev/", share_views.end_bond, name="end-bond"),
    path("sager/<uuid:case>/plads/", find_views.find, name="find"),
    path("sager/<uuid:case>/plads/behov/", find_views.write_need, name="need"),
    path("sager/<uuid:case>/plads/behov/slut/", find_views.end_need, name="end-need"),
    path("sager/<uuid:case>/plads/oensker/", find_views.write_wishes, name="wishes"),
    path("sager/<uuid:case>/plads/valg/", choice_views.choices, name="choices"),
    path("sager/<uuid:case>/plads/vaelg/<uuid:offer>/", find_views.choose, name="choose"),
]
