"""Addresses of the budget."""

from django.urls import path

from helhed.apps.budgets.web import effect, explanation, frames, views

app_name = "budgets"
urlpatterns = [
    path("budget/", views.overview, name="overview"),
    path("budget/poster/", views.lines, name="lines"),
    path("budget/forklaring/", explanation.explanation, name="explanation"),
    path("budget/rammer/", frames.frames, name="frames"),
    path("budget/ramme/", frames.frame, name="frame"),
    path("budget/omplacering/", frames.move, name="move"),
    path("forventede/<uuid:change>/ramme/", effect.of_change, name="change-effect"),
    path("afgoerelser/<uuid:decision>/ramme/", effect.of_decision, name="decision-effect"),
    path("budget/konti/", views.accounts, name="accounts"),
]
