"""Addresses of the rules and of the numbers."""

from django.urls import path

from helhed.apps.catalogue.web import views

app_name = "catalogue"
urlpatterns = [
    path("administration/regler/", views.rules, name="list"),
    path("administration/regler/ny/", views.new, name="new"),
    path("administration/regler/den-dag/", views.that_day, name="that-day"),
    path("administration/regler/<slug:key>/<str:law>/", views.one, name="one"),
    path("administration/regler/<slug:key>/<str:law>/ret/", views.change, name="change"),
    path("administration/regler/<slug:key>/<str:law>/sluk/", views.switch_off, name="switch-off"),
    path("administration/koder/<slug:kind>/<str:key>/", views.code, name="code"),
    path(
        "administration/tal/<slug:folder>/<slug:file>/<slug:key>/",
        views.parameter,
        name="parameter",
    ),
]
