"""Which addresses have the projects of a company?"""

from django.urls import path

from grappe.apps.aids.views import projects as views

urlpatterns = [
    path("company/<int:company>/projects/", views.project_list, name="projects"),
    path("company/<int:company>/projects/add/", views.project_add, name="project_add"),
    path("company/<int:company>/projects/preview/", views.project_preview, name="project_preview"),
    path("projects/<int:pk>/", views.project_detail, name="project"),
    path("projects/<int:pk>/edit/", views.project_edit, name="project_edit"),
    path("projects/<int:pk>/remove/", views.project_remove, name="project_remove"),
]
