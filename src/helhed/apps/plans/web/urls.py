"""Addresses of plans."""

from django.urls import path

from helhed.apps.plans.web import views

app_name = "plans"
urlpatterns = [
    path("sager/<uuid:case>/plan/ny/", views.start, name="start"),
    path("sager/<uuid:case>/niveau/", views.levels, name="levels"),
    path("planer/<uuid:plan>/", views.one, name="one"),
    path("planer/<uuid:plan>/ret/", views.change, name="change"),
    path("planer/<uuid:plan>/maal/nyt/", views.add_goal, name="add-goal"),
    path("maal/<uuid:goal>/ret/", views.change_goal, name="change-goal"),
    path("planer/<uuid:plan>/hvem-goer-hvad/", views.add_part, name="add-part"),
    path("planer/del/<uuid:planpart>/slut/", views.end_part, name="end-part"),
    path("borgere/<uuid:citizen>/helhedsplan/", views.whole, name="whole"),
    path("planer/<uuid:plan>/opfoelgning/", views.follow_up, name="follow-up"),
]
