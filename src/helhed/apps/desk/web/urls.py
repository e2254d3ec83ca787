"""Addresses of the day, the search, the citizen, the case and the administration."""

from django.urls import path

from helhed.apps.desk.web import administration_views, citizen_file, quoting, views

app_name = "desk"
urlpatterns = [
    path("", views.day, name="day"),
    path("soeg/", views.search, name="search"),
    path("soeg/tekst/", views.search_texts, name="search-texts"),
    path("borgere/<uuid:citizen>/", views.citizen, name="citizen"),
    path("borgere/<uuid:citizen>/aktindsigt/", citizen_file.make, name="citizen-file"),
    path("borgere/<uuid:citizen>/tidslinje/", views.timeline, name="timeline"),
    path("sager/<uuid:case>/", views.case, name="case"),
    path("citater/<uuid:quote>/ud/", quoting.unquote, name="unquote"),
    path("citater/<str:target>/<uuid:text>/", quoting.quotes, name="quotes"),
    path("citater/<str:target>/<uuid:text>/nyt/", quoting.quote, name="quote"),
    path("administration/", administration_views.overview, name="administration"),
    path("administration/brugere/", administration_views.users, name="users"),
    path("administration/brugere/ny/", administration_views.make_user, name="make-user"),
    path("administration/brugere/<uuid:user>/", administration_views.user, name="user"),
    path(
        "administration/brugere/<uuid:user>/adgangskode/",
        administration_views.password,
        name="user-password",
    ),
    path(
        "administration/brugere/<uuid:user>/luk/",
        administration_views.close_user,
        name="close-user",
    ),
    path(
        "administration/brugere/<uuid:user>/aabn/",
        administration_views.open_user,
        name="open-user",
    ),
    path(
        "administration/roller/<uuid:holding>/slut/",
        administration_views.end_role,
        name="end-role",
    ),
    path("administration/ubekraeftet/", administration_views.unverified, name="unverified"),
    path("administration/log/", administration_views.log, name="log"),
]
