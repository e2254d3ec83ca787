"""Addresses of forecasts."""

app_name = "forecasts"
urlpatterns: list[object] = []
