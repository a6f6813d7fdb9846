"""Which address leads to a study's sources?"""

from django.urls import path

from grappe.apps.studies.views import source_imports, sources

urlpatterns = [
    path("<int:pk>/sources/", sources.source_list, name="sources"),
    path("<int:pk>/sources/add/", sources.source_add, name="source_add"),
    path("<int:pk>/sources/import/", source_imports.source_import, name="source_import"),
    path("<int:pk>/sources/file/<slug:kind>/", sources.source_file, name="source_file"),
    path("sources/<int:pk>/", sources.source, name="source"),
    path("sources/<int:pk>/edit/", sources.source_edit, name="source_edit"),
    path("sources/<int:pk>/remove/", sources.source_remove, name="source_remove"),
]
