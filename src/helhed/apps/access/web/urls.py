"""Addresses for getting in and out."""

from django.urls import path

from helhed.apps.access.web import unsent, views

app_name = "access"
urlpatterns = [
    path("log-ind/", views.log_in, name="log-in"),
    path("log-af/", views.log_out, name="log-out"),
    path("adgangskode/", views.password, name="password"),
    path("sprog/", views.language, name="language"),
    path("ikke-gemt/", unsent.found, name="unsent"),
    path("ikke-gemt/gem/", unsent.keep, name="keep-unsent"),
    path("ikke-gemt/slet/", unsent.drop, name="drop-unsent"),
]
