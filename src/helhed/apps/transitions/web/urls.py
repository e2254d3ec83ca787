"""Addresses of the way from child to adult."""

from django.urls import path

from helhed.apps.transitions.web import views

app_name = "transitions"
urlpatterns = [
    path("overgang/", views.board, name="board"),
    path("overgang/aargange/", views.years, name="years"),
    path("overgang/<uuid:citizen>/", views.one, name="one"),
]
