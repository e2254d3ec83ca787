"""Addresses of the budget."""

from django.urls import path

from helhed.apps.budgets.web import (
    carry,
    costly,
    effect,
    explanation,
    frames,
    incomes,
    measures,
    report,
    variance,
    versions,
    views,
)

app_name = "budgets"
urlpatterns = [
    path("budget/", views.overview, name="overview"),
    path("budget/poster/", views.lines, name="lines"),
    path("budget/dyre-sager/", costly.overview, name="costly"),
    path("budget/egne-og-koebte/", costly.own_and_bought, name="own-and-bought"),
    path("budget/rapport/", report.overview, name="report"),
    path("budget/indtaegter/", incomes.overview, name="incomes"),
    path("budget/forklaring/", explanation.explanation, name="explanation"),
    path("budget/afvigelse/", variance.overview, name="variance"),
    path("budget/afvigelse/flyttet/", variance.moved, name="moved"),
    path("budget/afvigelse/gem/", variance.keep, name="keep"),
    path("budget/tiltag/", measures.overview, name="measures"),
    path("budget/tiltag/nyt/", measures.new, name="measure-new"),
    path("budget/tiltag/<uuid:measure>/", measures.one, name="measure"),
    path("budget/tiltag/<uuid:measure>/bevilling/", measures.name, name="measure-name"),
    path(
        "budget/tiltag/<uuid:measure>/bevilling/<uuid:named>/ud/",
        measures.drop,
        name="measure-drop",
    ),
    path("budget/rammer/", frames.frames, name="frames"),
    path("budget/ramme/", frames.frame, name="frame"),
    path("budget/omplacering/", frames.move, name="move"),
    path("budget/forslag/", versions.overview, name="versions"),
    path("budget/forslag/nyt/", versions.new, name="version-new"),
    path("budget/forslag/modeller/", versions.models, name="models"),
    path("budget/forslag/<uuid:version>/", versions.one, name="version"),
    path("budget/forslag/<uuid:version>/vedtag/", versions.adopt, name="adopt"),
    path("budget/forslag/<uuid:version>/priser/", versions.grow, name="grow"),
    path("budget/forslag/<uuid:version>/engangs/", carry.carry, name="carry"),
    path("budget/forslag/<uuid:version>/linje/", versions.new_line, name="line-new"),
    path("budget/forslag/<uuid:version>/linje/<uuid:line>/", versions.line, name="line"),
    path("budget/forslag/<uuid:version>/mod/<uuid:other>/", versions.against, name="against"),
    path("forventede/<uuid:change>/ramme/", effect.of_change, name="change-effect"),
    path("afgoerelser/<uuid:decision>/ramme/", effect.of_decision, name="decision-effect"),
    path("budget/konti/", views.accounts, name="accounts"),
]
