"""Which addresses has the sweep?"""

from django.urls import path

from grappe.apps.aids.views import sweep_files as files
from grappe.apps.aids.views import sweep_results as results
from grappe.apps.aids.views import sweeps as views

urlpatterns = [
    path("sweep/", views.sweep, name="sweep"),
    path("sweep/start/", views.sweep_start, name="sweep_start"),
    path("sweep/runs/", views.sweep_runs, name="sweep_runs"),
    path("sweep/runs/<int:pk>/progress/", views.sweep_progress, name="sweep_progress"),
    path("sweep/runs/<int:pk>/resume/", views.sweep_resume, name="sweep_resume"),
    path("sweep/programme/<slug:slug>/", results.sweep_programme, name="sweep_programme"),
    path("sweep/programme/<slug:slug>/map/", results.sweep_map, name="sweep_map"),
    path("sweep/programme/<slug:slug>/companies.xlsx", files.sweep_export, name="sweep_export"),
    path("sweep/programme/<slug:slug>/prepare/", files.sweep_prepare, name="sweep_prepare"),
    path("sweep/files/<int:pk>/", files.sweep_file, name="sweep_file"),
    path("sweep/files/<int:pk>/progress/", files.sweep_file_progress, name="sweep_file_progress"),
    path("sweep/files/<int:pk>/companies.xlsx", files.sweep_download, name="sweep_download"),
]
