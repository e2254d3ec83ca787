"""Addresses of places and who is in them."""

from django.urls import path

from helhed.apps.placements.web import acts, economy_views, effect_views, views

app_name = "placements"
urlpatterns = [
    path("pladser/", views.board, name="board"),
    path("pladser/liste/", views.stay_list, name="list"),
    path("egne-huse/", economy_views.houses, name="houses"),
    path("egne-huse/<uuid:offer>/", economy_views.house, name="house"),
    path("tilbuds-virkning/", effect_views.overview, name="effect"),
    path("tilbuds-virkning/<uuid:offer>/", effect_views.one, name="effect-of"),
    path("pladser/<uuid:stay>/flyt/", acts.move, name="move"),
    path("bestillinger/<uuid:order>/plads/", acts.of_order, name="of-order"),
    path("bestillinger/<uuid:order>/plads/opgiv/", acts.drop_plan, name="drop-plan"),
    path("bestillinger/<uuid:order>/start/", acts.start, name="start"),
    path("bestillinger/<uuid:order>/stop/", acts.stop, name="stop"),
    path("bestillinger/<uuid:order>/traek-tilbage/", acts.withdraw, name="withdraw"),
]
