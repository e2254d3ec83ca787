"""Addresses of pay runs and of the economy of a grant."""

from django.urls import path

from helhed.apps.payments.web import views

app_name = "payments"
urlpatterns = [
    path("betalinger/", views.run_list, name="list"),
    path("betalinger/ny/", views.make, name="make"),
    path("betalinger/forskelle/", views.differences, name="differences"),
    path("betalinger/<uuid:run>/", views.one, name="run"),
    path("betalinger/<uuid:run>/godkend/", views.approve, name="approve"),
    path("betalinger/<uuid:run>/kasser/", views.discard, name="discard"),
    path("bevillinger/<uuid:grant>/oekonomi/", views.economy, name="grant"),
]
