"""Addresses of assessments."""

from django.urls import path

from helhed.apps.assessments.web import views

app_name = "assessments"
urlpatterns = [
    path("sager/<uuid:case>/udredning/ny/", views.start, name="start"),
    path("udredninger/<uuid:assessment>/", views.one, name="one"),
    path("udredninger/<uuid:assessment>/gem/", views.write, name="write"),
    path("udredninger/<uuid:assessment>/tema/", views.add_theme, name="add-theme"),
    path("udredninger/<uuid:assessment>/tema/ud/", views.drop_theme, name="drop-theme"),
    path("udredninger/<uuid:assessment>/afslut/", views.finish, name="finish"),
]
