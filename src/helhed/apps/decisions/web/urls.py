"""Addresses of decisions and of what happens to grants later."""

from django.urls import path

from helhed.apps.decisions.web import (
    expected_views,
    grant_views,
    indexation_views,
    letter,
    number_views,
    own_views,
    panel_views,
    rate_views,
    takst_views,
    views,
    why_views,
)

app_name = "decisions"
urlpatterns = [
    path("afgoerelser/", views.decision_list, name="list"),
    path("sager/<uuid:case>/afgoerelse/ny/", views.begin, name="begin"),
    path("afgoerelser/<uuid:decision>/", views.one, name="one"),
    path("afgoerelser/<uuid:decision>/brev/", letter.one, name="letter"),
    path("afgoerelser/<uuid:decision>/gem/", views.write, name="write"),
    path("afgoerelser/<uuid:decision>/ydelse/", views.add_line, name="add-line"),
    path("afgoerelser/<uuid:decision>/godkendelse/", views.submit, name="submit"),
    path("afgoerelser/<uuid:decision>/godkend/", views.approve, name="approve"),
    path("afgoerelser/<uuid:decision>/slet/", views.discard, name="discard"),
    path("afgoerelser/<uuid:decision>/tilbage/", views.send_back, name="send-back"),
    path("afgoerelser/<uuid:decision>/visitation/", panel_views.agenda, name="agenda"),
    path("visitation/", panel_views.meeting_list, name="meetings"),
    path("visitation/nyt/", panel_views.plan, name="plan-meeting"),
    path("visitation/<uuid:meeting>/", panel_views.one, name="meeting"),
    path("visitation/<uuid:meeting>/luk/", panel_views.close, name="close-meeting"),
    path("visitation/<uuid:meeting>/aflys/", panel_views.cancel, name="cancel-meeting"),
    path("visitation/punkt/<uuid:point>/", panel_views.advise, name="advise"),
    path("visitation/punkt/<uuid:point>/af/", panel_views.take_off, name="take-off"),
    path("sager/<uuid:case>/luk/", grant_views.close_case, name="close-case"),
    path("ydelser/<uuid:grant>/ud/", views.drop_line, name="drop-line"),
    path("ydelser/<uuid:grant>/takst/", views.choose_rate, name="choose-rate"),
    path("bevillinger/<uuid:grant>/hvorfor/", why_views.why, name="why"),
    path("bevillinger/<uuid:grant>/egenbetaling/", own_views.one, name="own-payment"),
    path(
        "bevillinger/<uuid:grant>/egenbetaling/skriv/", own_views.decide, name="decide-own-payment"
    ),
    path(
        "bevillinger/<uuid:grant>/egenbetaling/<uuid:ownpayment>/slut/",
        own_views.end,
        name="end-own-payment",
    ),
    path("forventede/", expected_views.change_list, name="changes"),
    path("forventede/<uuid:change>/", expected_views.change, name="change"),
    path("forventede/<uuid:change>/afgoerelse/", expected_views.decide, name="change-decide"),
    path("forventede/<uuid:change>/bortfald/", expected_views.drop, name="change-drop"),
    path("forventede/<uuid:change>/godkendelse/", expected_views.submit, name="change-submit"),
    path("forventede/<uuid:change>/godkend/", expected_views.approve, name="change-approve"),
    path("forventede/<uuid:change>/tilbage/", expected_views.send_back, name="change-back"),
    path("sager/<uuid:case>/forvent/", expected_views.expect_service, name="expect-service"),
    path("bevillinger/<uuid:grant>/forvent/", expected_views.expect_change, name="expect-change"),
    path("bevillinger/<uuid:grant>/slutdag/", expected_views.move_end, name="move-end"),
    path("borgere/<uuid:citizen>/hvem/", grant_views.identify, name="identify"),
    path("borgere/<uuid:citizen>/ret-cpr/", number_views.ask, name="correct-cpr"),
    path("cpr-rettelser/", number_views.waiting, name="numbers"),
    path("cpr-rettelser/<uuid:correction>/", number_views.one, name="number"),
    path("cpr-rettelser/<uuid:correction>/ret/", number_views.correct, name="correct-number"),
    path("cpr-rettelser/<uuid:correction>/nej/", number_views.decline, name="decline-number"),
    path("takster/<uuid:rate>/tillaeg/", rate_views.add_supplement, name="add-supplement"),
    path("takster/egne/", takst_views.takst_list, name="taksts"),
    path("takster/<uuid:rate>/egen/<int:year>/", takst_views.one, name="takst"),
    path("takster/<uuid:rate>/egen/<int:year>/byg/", takst_views.build, name="build-takst"),
    path(
        "takster/<uuid:rate>/egen/<int:year>/regnskab/", takst_views.account, name="takst-account"
    ),
    path("takster/bygget/<uuid:takst>/godkend/", takst_views.approve, name="approve-takst"),
    path("takster/bygget/<uuid:takst>/kasser/", takst_views.drop, name="drop-takst"),
    path("takster/bygget/<uuid:takst>/tilbage/", takst_views.withdraw, name="withdraw-takst"),
    path("indeksering/", indexation_views.run_list, name="indexations"),
    path("indeksering/ny/", indexation_views.prepare, name="prepare-indexation"),
    path("indeksering/<uuid:indexation>/", indexation_views.one, name="indexation"),
    path(
        "indeksering/<uuid:indexation>/godkend/",
        indexation_views.approve,
        name="approve-indexation",
    ),
    path("indeksering/<uuid:indexation>/kasser/", indexation_views.drop, name="drop-indexation"),
    path(
        "indeksering/<uuid:indexation>/tilbage/",
        indexation_views.withdraw,
        name="withdraw-indexation",
    ),
    path(
        "ydelser/<uuid:grant>/takst/<uuid:rate>/egen/", rate_views.agree_price, name="agree-price"
    ),
]
