"""Addresses of transfer."""

from django.urls import path

from helhed.apps.transfer.web import views

app_name = "transfer"
urlpatterns = [
    path("data/", views.overview, name="overview"),
    path("data/hent/", views.download, name="download"),
    path("data/tabeller/<slug:name>/", views.table, name="table"),
]
