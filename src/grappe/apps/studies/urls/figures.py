"""Which address leads to a study's figures: its tables, and the files on their way to one?"""

from django.urls import path

from grappe.apps.studies.views import charts, tables, uploads

urlpatterns = [
    path("<int:pk>/figures/", tables.figures, name="figures"),
    path("<int:pk>/figures/extract/", tables.extract, name="extract"),
    path("tables/<int:pk>/", tables.table, name="table"),
    path("tables/<int:pk>/edit/", tables.edit, name="table_edit"),
    path("tables/<int:pk>/move/", tables.move, name="table_move"),
    path("tables/<int:pk>/remove/", tables.remove, name="table_remove"),
    path("tables/<int:pk>/csv/", tables.as_csv, name="table_csv"),
    path("tables/<int:pk>/xlsx/", tables.as_xlsx, name="table_xlsx"),
    path("tables/<int:pk>/charts/new/", charts.add, name="chart_add"),
    path("charts/<int:pk>/edit/", charts.edit, name="chart_edit"),
    path("charts/<int:pk>/move/", charts.move, name="chart_move"),
    path("charts/<int:pk>/remove/", charts.remove, name="chart_remove"),
    path("uploads/<int:pk>/", uploads.upload, name="upload"),
    path("uploads/<int:pk>/read/", uploads.read_again, name="upload_read"),
    path("uploads/<int:pk>/progress/", uploads.progress, name="upload_progress"),
    path("uploads/<int:pk>/discard/", uploads.discard, name="upload_discard"),
]
