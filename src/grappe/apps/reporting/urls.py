"""Which address of this app leads where?"""

from django.urls import path

from grappe.apps.reporting.views import definitions, diversification, frozen, indicators, public, reports

app_name = "reporting"
urlpatterns = [
    path("", indicators.indicator_list, name="indicators"),
    path("refresh/", indicators.refresh, name="refresh"),
    path("refresh/<int:pk>/", indicators.refresh_progress, name="refresh_progress"),
    path("diversification/", diversification.overview, name="diversification"),
    path("diversification/<slug:slug>/", diversification.cluster, name="cluster_moves"),
    path("indicators/<slug:slug>/", indicators.indicator, name="indicator"),
    path("indicators/<slug:slug>/records/", indicators.behind, name="behind"),
    path("indicators/<slug:slug>/figures.csv", indicators.indicator_csv, name="indicator_csv"),
    path("indicators/<slug:slug>/definition/", definitions.definition, name="definition"),
    path("indicators/<slug:slug>/targets/", indicators.targets, name="targets"),
    path("indicators/<slug:slug>/owner/", indicators.owner, name="owner"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/new/", reports.create, name="report_new"),
    path("reports/<int:pk>/", reports.detail, name="report"),
    path("reports/<int:pk>/edit/", reports.edit, name="report_edit"),
    path("reports/<int:pk>/freeze/", reports.freeze, name="report_freeze"),
    path("reports/compare/", frozen.compare, name="report_compare"),
    path("reports/frozen/<int:pk>/", frozen.detail, name="frozen"),
    path("reports/frozen/<int:pk>/publish/", frozen.publish, name="frozen_publish"),
    path("reports/frozen/<int:pk>/withdraw/", frozen.withdraw, name="frozen_withdraw"),
    path("reports/frozen/<int:pk>/<str:name>", frozen.file, name="frozen_file"),
    path("reports/p/", public.public_list, name="public_reports"),
    path("reports/p/catalogue.jsonld", public.catalogue, name="public_catalogue"),
    path("reports/p/<slug:slug>/<int:number>/", public.page, name="public_report"),
    path("reports/p/<slug:slug>/<int:number>/<str:name>", public.file, name="public_file"),
]
