"""Addresses of orders."""

from django.urls import path

from helhed.apps.orders.web import (
    agreeing,
    delivering,
    handing,
    noting,
    received,
    reminding,
    views,
    wishing,
)

app_name = "orders"
urlpatterns = [
    path("bestillinger/", views.order_list, name="list"),
    path("bestillinger/modtaget/", received.received_list, name="received"),
    path("bestillinger/modtaget/ny/", received.take_in, name="take-in"),
    path("bestillinger/modtaget/<uuid:received>/", received.received_one, name="received-one"),
    path("bestillinger/<uuid:order>/", views.one, name="one"),
    path("bestillinger/<uuid:order>/ret/", views.change, name="change"),
    path("bestillinger/<uuid:order>/slet/", views.drop, name="drop"),
    path("bestillinger/<uuid:order>/send/", views.send, name="send"),
    path("bestillinger/<uuid:order>/accepter/", views.accept, name="accept"),
    path("bestillinger/<uuid:order>/afvis/", views.reject, name="reject"),
    path("bestillinger/<uuid:order>/skriv/", views.write, name="write"),
    path("bestillinger/<uuid:order>/svar/<uuid:message>/", views.answer, name="answer"),
    path("bestillinger/<uuid:order>/leveret/", delivering.deliver, name="deliver"),
    path("bestillinger/<uuid:order>/leveret/<uuid:delivered>/", delivering.settle, name="settle"),
    path("bestillinger/<uuid:order>/tolerance/", agreeing.agree, name="agree"),
    path("bestillinger/<uuid:order>/notat/", noting.note, name="note"),
    path("bestillinger/<uuid:order>/notat/<uuid:note>/del/", noting.share, name="share"),
    path("bestillinger/<uuid:order>/delplan/", handing.hand, name="hand"),
    path("bestillinger/<uuid:order>/delplan/<uuid:handedpart>/", handing.part, name="part"),
    path(
        "bestillinger/<uuid:order>/delplan/<uuid:handedpart>/tilbage/",
        handing.take_back,
        name="take-back",
    ),
    path("planer/<uuid:plan>/udfoerernes-del/", handing.of_plan, name="handed-of-plan"),
    path("bestillinger/<uuid:order>/leveret/mind/", reminding.remind, name="remind"),
    path("bestillinger/<uuid:order>/status/bed/", reminding.ask_status, name="ask-status"),
    path("bestillinger/<uuid:order>/status/", noting.status, name="status"),
    path("bestillinger/<uuid:order>/fravaer/", wishing.absence, name="absence"),
    path("bestillinger/<uuid:order>/oenske/", wishing.change, name="wish"),
    path("bevillinger/<uuid:grant>/bestil/", views.begin, name="begin"),
]
