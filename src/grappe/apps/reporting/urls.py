"""Which address of this app leads where?"""

from django.urls import path

from grappe.apps.reporting.views import definitions, indicators

app_name = "reporting"
urlpatterns = [
    path("", indicators.indicator_list, name="indicators"),
    path("refresh/", indicators.refresh, name="refresh"),
    path("refresh/<int:pk>/", indicators.refresh_progress, name="refresh_progress"),
    path("indicators/<slug:slug>/", indicators.indicator, name="indicator"),
    path("indicators/<slug:slug>/records/", indicators.behind, name="behind"),
    path("indicators/<slug:slug>/figures.csv", indicators.indicator_csv, name="indicator_csv"),
    path("indicators/<slug:slug>/definition/", definitions.definition, name="definition"),
    path("indicators/<slug:slug>/targets/", indicators.targets, name="targets"),
    path("indicators/<slug:slug>/owner/", indicators.owner, name="owner"),
]
