"""Addresses of reports."""

from django.urls import path

from helhed.apps.reports.web import views

app_name = "reports"
urlpatterns = [
    path("indberetning/", views.report_list, name="list"),
    path("indberetning/<uuid:delivery>/", views.one, name="one"),
    path("indberetning/<uuid:delivery>/igen/", views.remake, name="remake"),
    path("indberetning/<uuid:delivery>/fil/", views.take_out, name="file"),
]
