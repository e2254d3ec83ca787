"""Addresses of recommendations and efforts."""

from django.urls import path

from helhed.apps.efforts.web import views

app_name = "efforts"
urlpatterns = [
    path("sager/<uuid:case>/indstilling/ny/", views.begin, name="begin"),
    path("indstillinger/<uuid:recommendation>/", views.one, name="one"),
    path("indstillinger/<uuid:recommendation>/indsats/ny/", views.add, name="add"),
    path("indstillinger/<uuid:recommendation>/giv-videre/", views.hand_on, name="hand-on"),
    path("indsatser/<uuid:effort>/ret/", views.change, name="change"),
    path("indsatser/<uuid:effort>/ud/", views.drop, name="drop"),
    path("indsatser/<uuid:effort>/afslut/", views.end, name="end"),
]
