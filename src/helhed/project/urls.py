"""Every room's pages under one roof."""

from django.urls import include, path

handler404 = "helhed.apps.layout.web.errors.not_found"
handler500 = "helhed.apps.layout.web.errors.failed"

ROOMS_WITH_PAGES = (
    "access",
    "cases",
    "notifications",
    "assessments",
    "efforts",
    "plans",
    "offers",
    "decisions",
    "orders",
    "placements",
    "matching",
    "transitions",
    "payments",
    "refunds",  # its own numbers, before the page of any number
    "catalogue",
    "budgets",
    "forecasts",
    "reports",
    "staff",
    "transfer",
    "desk",
)

urlpatterns = [path("", include(f"helhed.apps.{room}.web.urls")) for room in ROOMS_WITH_PAGES]
