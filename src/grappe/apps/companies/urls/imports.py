"""Which address of the import leads where?"""

from django.urls import path

from grappe.apps.companies.views import imports

urlpatterns = [
    path("import/", imports.import_start, name="import"),
    path("import/<int:pk>/", imports.import_run, name="import_run"),
    path("import/<int:pk>/apply/", imports.import_apply, name="import_apply"),
    path("import/<int:pk>/progress/", imports.import_progress, name="import_progress"),
    path("import/<int:pk>/rejected/", imports.import_rejected, name="import_rejected"),
]
