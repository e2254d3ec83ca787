"""Addresses of cases, journals and citizens' facts."""

from django.urls import path

from helhed.apps.cases.web import journal_views, person_views, views

app_name = "cases"
urlpatterns = [
    path("sager/", views.case_list, name="list"),
    path("borgere/<uuid:citizen>/ny-sag/", views.open_case, name="open"),
    path("sager/<uuid:case>/det-vigtige/", views.what_matters, name="what-matters"),
    path("sager/<uuid:case>/raadgiver/", views.give_case, name="give"),
    path("sager/<uuid:case>/dokumenter/nyt/", views.file_document, name="file-document"),
    path("dokumenter/<uuid:document>/", views.document, name="document"),
    path("sager/<uuid:case>/opgaver/ny/", views.add_task, name="add-task"),
    path("dokumenter/<uuid:document>/fejlplaceret/", views.misfile, name="misfile"),
    path("opgaver/<uuid:task>/ret/", views.change_task, name="change-task"),
    path("opgaver/<uuid:task>/udfoert/", views.finish_task, name="finish-task"),
    path("sager/<uuid:case>/journal/", journal_views.journal, name="journal"),
    path("sager/<uuid:case>/journal/nyt/", journal_views.write, name="write"),
    path(
        "sager/<uuid:case>/journal/<uuid:entry>/felt/",
        journal_views.write_field,
        name="write-field",
    ),
    path("journal/<uuid:entry>/slet/", journal_views.drop, name="drop-draft"),
    path("journal/<uuid:entry>/ret/", journal_views.change, name="change-entry"),
    path("journal/<uuid:entry>/tilfoej/", journal_views.amend, name="amend"),
    path("journal/<uuid:entry>/underskriv/", journal_views.sign, name="sign"),
    path("borgere/ny/", person_views.register, name="register"),
    path("borgere/<uuid:citizen>/ret/", person_views.change, name="change-person"),
    path("borgere/<uuid:citizen>/familie/ny/", person_views.add_relation, name="add-relation"),
    path("borgere/<uuid:citizen>/netvaerk/ny/", person_views.add_network, name="add-network"),
    path("borgere/<uuid:citizen>/vaerge/ny/", person_views.add_guardian, name="add-guardian"),
    path("borgere/<uuid:citizen>/samtykke/nyt/", person_views.add_consent, name="add-consent"),
    path(
        "borgere/<uuid:citizen>/familie/<uuid:relation>/fjern/",
        person_views.end_relation,
        name="end-relation",
    ),
    path(
        "borgere/<uuid:citizen>/netvaerk/<uuid:person>/fjern/",
        person_views.remove_network,
        name="remove-network",
    ),
    path(
        "borgere/<uuid:citizen>/vaerge/<uuid:guardian>/fjern/",
        person_views.end_guardian,
        name="end-guardian",
    ),
    path(
        "borgere/<uuid:citizen>/samtykke/<uuid:consent>/tilbage/",
        person_views.withdraw_consent,
        name="withdraw-consent",
    ),
]
