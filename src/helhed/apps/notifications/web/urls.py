"""Addresses of notifications."""

from django.urls import path

from helhed.apps.notifications.web import views

app_name = "notifications"
urlpatterns = [
    path("underretninger/", views.notification_list, name="list"),
    path("underretninger/ny/", views.receive, name="receive"),
    path("underretninger/<uuid:notification>/", views.one, name="one"),
    path("underretninger/<uuid:notification>/vurder/", views.judge, name="judge"),
    path("underretninger/<uuid:notification>/kvittering/", views.receipt, name="receipt"),
    path("underretninger/<uuid:notification>/udfald/", views.outcome, name="outcome"),
]
