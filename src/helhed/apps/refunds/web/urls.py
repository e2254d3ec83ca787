"""Addresses of refund."""

from django.urls import path

from helhed.apps.refunds.web import claims, facts, views

app_name = "refunds"
urlpatterns = [
    path("refusion/", views.overview, name="overview"),
    path("refusion/borger/<uuid:citizen>/", views.citizen, name="citizen"),
    path("refusion/husstand/<uuid:household>/", views.household, name="household"),
    path("refusion/borger/<uuid:citizen>/forhold/", facts.fact, name="fact"),
    path("refusion/forhold/<uuid:refundfact>/fjern/", facts.drop, name="drop-fact"),
    path("refusion/borger/<uuid:citizen>/indtaegt/", facts.income, name="income"),
    path("refusion/borger/<uuid:citizen>/husstand/", facts.join, name="join"),
    path("refusion/husstand/barn/<uuid:householdmember>/", facts.leave, name="leave"),
    path("refusion/krav/", claims.claim_list, name="claims"),
    path("refusion/krav/nyt/", claims.make, name="make"),
    path("refusion/krav/aar/<int:year>/", claims.year, name="year"),
    path("refusion/krav/<uuid:refundclaim>/", claims.one, name="claim"),
    path("refusion/krav/<uuid:refundclaim>/godkend/", claims.approve, name="approve"),
    path("refusion/krav/<uuid:refundclaim>/kasser/", claims.discard, name="discard"),
    path("refusion/krav/<uuid:refundclaim>/send/", claims.send, name="send"),
    path("refusion/krav/<uuid:refundclaim>/kvittering/", claims.receipt, name="receipt"),
    path("refusion/krav/<uuid:refundclaim>/fil/", claims.file, name="file"),
]
