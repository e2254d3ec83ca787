"""Addresses of refund."""

from django.urls import path

from helhed.apps.refunds.web import claims, facts, incomes, numbers, settlement, views, years

app_name = "refunds"
urlpatterns = [
    path("refusion/", views.overview, name="overview"),
    path("refusion/borger/<uuid:citizen>/", views.citizen, name="citizen"),
    path("refusion/husstand/<uuid:household>/", views.household, name="household"),
    path("refusion/borger/<uuid:citizen>/forhold/", facts.fact, name="fact"),
    path("refusion/forhold/<uuid:refundfact>/fjern/", facts.drop, name="drop-fact"),
    path("refusion/borger/<uuid:citizen>/indtaegt/", incomes.note, name="income"),
    path("refusion/indtaegt/<uuid:income>/", incomes.correct, name="correct-income"),
    path("refusion/indtaegt/<uuid:income>/traek/", incomes.withdraw, name="withdraw-income"),
    path("refusion/borger/<uuid:citizen>/husstand/", facts.join, name="join"),
    path("refusion/husstand/barn/<uuid:householdmember>/", facts.leave, name="leave"),
    path("refusion/krav/", claims.claim_list, name="claims"),
    path("refusion/krav/nyt/", claims.make, name="make"),
    path("refusion/krav/aar/<int:year>/", years.year, name="year"),
    path("refusion/krav/aar/<int:year>/luk/", years.close, name="year-close"),
    path("refusion/krav/aar/<int:year>/aabn/", years.open_again, name="year-open"),
    path("refusion/krav/aar/<int:year>/lad-vaere/", years.leave, name="year-leave"),
    path("refusion/krav/<uuid:refundclaim>/", claims.one, name="claim"),
    path("refusion/krav/<uuid:refundclaim>/godkend/", claims.approve, name="approve"),
    path("refusion/krav/<uuid:refundclaim>/kasser/", claims.discard, name="discard"),
    path("refusion/krav/<uuid:refundclaim>/send/", claims.send, name="send"),
    path("refusion/krav/<uuid:refundclaim>/kvittering/", claims.receipt, name="receipt"),
    path("refusion/krav/<uuid:refundclaim>/fil/", claims.file, name="file"),
    path("administration/tal/refunds/<slug:file>/<slug:key>/", numbers.number, name="number"),
    path("refusion/tal/<uuid:numberchange>/", numbers.change, name="number-change"),
    path("refusion/tal/<uuid:numberchange>/godkend/", numbers.approve, name="number-approve"),
    path("refusion/tal/<uuid:numberchange>/afvis/", numbers.refuse, name="number-refuse"),
    path("refusion/tal/<uuid:numberchange>/traek/", numbers.withdraw, name="number-withdraw"),
    path("afregning/", settlement.overview, name="settlement"),
    path("afregning/nye/", settlement.make, name="settle"),
    path("afregning/modtag/", settlement.receive, name="receive"),
    path("afregning/pligt/<uuid:payingduty>/", settlement.end_duty, name="end-duty"),
    path("afregning/borger/<uuid:citizen>/", settlement.duty, name="duty"),
    path("afregning/<uuid:settlementclaim>/", settlement.one, name="settlement-claim"),
    path("afregning/<uuid:settlementclaim>/send/", settlement.send, name="settlement-send"),
    path("afregning/<uuid:settlementclaim>/kasser/", settlement.discard, name="settlement-drop"),
    path("afregning/<uuid:settlementclaim>/svar/", settlement.answer, name="settlement-answer"),
    path("afregning/<uuid:settlementclaim>/betalt/", settlement.pay, name="settlement-pay"),
    path("afregning/<uuid:settlementclaim>/tag/", settlement.take, name="settlement-take"),
    path("afregning/<uuid:settlementclaim>/fil/", settlement.file, name="settlement-file"),
]
