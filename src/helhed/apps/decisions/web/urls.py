"""Addresses of decisions and of what happens to grants later."""

from django.urls import path

from helhed.apps.decisions.web import grant_views, indexation_views, rate_views, takst_views, views

app_name = "decisions"
urlpatterns = [
    path("afgoerelser/", views.decision_list, name="list"),
    path("sager/<uuid:case>/afgoerelse/ny/", views.begin, name="begin"),
    path("afgoerelser/<uuid:decision>/", views.one, name="one"),
    path("afgoerelser/<uuid:decision>/gem/", views.write, name="write"),
    path("afgoerelser/<uuid:decision>/ydelse/", views.add_line, name="add-line"),
    path("afgoerelser/<uuid:decision>/godkendelse/", views.submit, name="submit"),
    path("afgoerelser/<uuid:decision>/godkend/", views.approve, name="approve"),
    path("afgoerelser/<uuid:decision>/tilbage/", views.send_back, name="send-back"),
    path("sager/<uuid:case>/luk/", grant_views.close_case, name="close-case"),
    path("ydelser/<uuid:grant>/ud/", views.drop_line, name="drop-line"),
    path("ydelser/<uuid:grant>/takst/", views.choose_rate, name="choose-rate"),
    path("bevillinger/<uuid:grant>/afslut/", grant_views.end, name="end-grant"),
    path("bevillinger/<uuid:grant>/pause/", grant_views.suspend, name="suspend"),
    path("pauser/<uuid:suspension>/slut/", grant_views.resume, name="resume"),
    path("borgere/<uuid:citizen>/hvem/", grant_views.identify, name="identify"),
    path("takster/<uuid:rate>/pris/", rate_views.set_rate, name="set-rate"),
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
    path("priser/<uuid:amount>/ret/", rate_views.correct_amount, name="correct-amount"),
    path(
        "ydelser/<uuid:grant>/takst/<uuid:rate>/egen/", rate_views.agree_price, name="agree-price"
    ),
]
