"""Addresses of pay runs and of the economy of a grant."""

from django.urls import path

from helhed.apps.payments.web import case, claims, ledger, lines, rates, views

app_name = "payments"
urlpatterns = [
    path("betalinger/", views.run_list, name="list"),
    path("betalinger/ny/", views.make, name="make"),
    path("betalinger/forskelle/", views.differences, name="differences"),
    path("betalinger/<uuid:run>/", views.one, name="run"),
    path("betalinger/ventende/", lines.waiting, name="waiting"),
    path("betalinger/linjer/<uuid:line>/", lines.line, name="line"),
    path("betalinger/linjer/<uuid:line>/hold/", lines.hold, name="hold"),
    path("betalinger/linjer/<uuid:line>/frigiv/", lines.release, name="release"),
    path("betalinger/linjer/<uuid:line>/omkonter/", lines.repost, name="repost"),
    path("betalinger/linjer/<uuid:line>/plan/<uuid:plan>/", lines.rhythm, name="rhythm"),
    path("betalinger/afstemning/", ledger.reconciliation, name="reconciliation"),
    path("betalinger/afstemning/<uuid:difference>/", ledger.difference, name="difference"),
    path("betalinger/afstemning/<uuid:difference>/tag/", ledger.take, name="take"),
    path("betalinger/afstemning/<uuid:difference>/forklar/", ledger.explain, name="explain"),
    path("betalinger/afstemning/<uuid:difference>/knyt/", ledger.match, name="match"),
    path("betalinger/afstemning/<uuid:difference>/igen/", ledger.pay_again, name="pay_again"),
    path(
        "betalinger/afstemning/<uuid:difference>/kraev/",
        ledger.claim_overpaid,
        name="claim_overpaid",
    ),
    path("betalinger/filer/", ledger.files, name="files"),
    path("betalinger/filer/laes/", ledger.read_files, name="read"),
    path("betalinger/filer/send/", ledger.send_files, name="send_files"),
    path("betalinger/filer/luk/", ledger.close, name="close"),
    path("betalinger/filer/aaben/", ledger.reopen, name="reopen"),
    path("betalinger/krav/", claims.claims, name="claims"),
    path("betalinger/krav/<uuid:claim>/", claims.claim, name="claim"),
    path("betalinger/krav/<uuid:claim>/aftal/", claims.agree, name="agree"),
    path("betalinger/krav/<uuid:claim>/eftergiv/", claims.write_off, name="write_off"),
    path("betalinger/krav/<uuid:claim>/rater/<uuid:instalment>/", claims.repay, name="repay"),
    path("betalinger/fakturaer/", claims.invoices, name="invoices"),
    path("betalinger/fakturaer/<uuid:invoice>/", claims.invoice, name="invoice"),
    path("betalinger/fakturaer/<uuid:invoice>/svar/", claims.judge, name="judge"),
    path("betalinger/<uuid:run>/gennemgaa/", views.review, name="review"),
    path("betalinger/<uuid:run>/send/", views.send, name="send"),
    path("betalinger/<uuid:run>/godkend/", views.approve, name="approve"),
    path("betalinger/<uuid:run>/kasser/", views.discard, name="discard"),
    path("sager/<uuid:case>/oekonomi/", case.economy, name="case"),
    path("bevillinger/<uuid:grant>/afslut/", case.end_grant, name="end-grant"),
    path("bevillinger/<uuid:grant>/slutter/", case.ending, name="ending"),
    path("takster/<uuid:rate>/pris/", rates.set_rate, name="set-rate"),
    path("priser/<uuid:amount>/ret/", rates.correct_amount, name="correct-amount"),
    path("bevillinger/<uuid:grant>/oekonomi/", views.economy, name="grant"),
]
