"""Addresses of staff."""

from django.urls import path

from helhed.apps.staff.web import views

app_name = "staff"
urlpatterns = [path("medarbejdere/", views.employee_list, name="list")]
