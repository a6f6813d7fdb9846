"""Which addresses have the catalogues, and the import of one?"""

from django.urls import path

from grappe.apps.aids.views import catalogues as views

urlpatterns = [
    path("catalogues/", views.catalogue_list, name="catalogues"),
    path("catalogues/import/", views.import_start, name="programmes_import"),
    path("catalogues/import/<int:pk>/", views.import_run, name="programme_import"),
    path("catalogues/import/<int:pk>/apply/", views.import_apply, name="programme_import_apply"),
    path("catalogues/import/<int:pk>/progress/", views.import_progress, name="programme_import_progress"),
    path("catalogues/import/<int:pk>/refused/", views.import_refused, name="programme_import_refused"),
    path("catalogues/<slug:slug>/nightly/", views.catalogue_nightly, name="catalogue_nightly"),
    path("catalogues/<slug:slug>/withdraw/", views.catalogue_withdraw, name="catalogue_withdraw"),
]
