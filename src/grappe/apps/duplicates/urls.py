"""Which address of files that may be one company leads where?"""

from django.urls import path

from grappe.apps.duplicates.views import merges, pairs, settings

app_name = "duplicates"
urlpatterns = [
    path("", pairs.pair_list, name="list"),
    path("<int:pk>/apart/", pairs.apart, name="apart"),
    path("<int:pk>/reopen/", pairs.reopen, name="reopen"),
    path("pair/<int:first>/<int:second>/", pairs.pair, name="pair"),
    path("pair/<int:first>/<int:second>/preview/", pairs.preview, name="preview"),
    path("pair/<int:first>/<int:second>/merge/", pairs.merge, name="merge"),
    path("merges/", merges.merge_list, name="merges"),
    path("merges/<int:pk>/", merges.merge, name="merged"),
    path("merges/<int:pk>/undo/", merges.undo, name="undo"),
    path("settings/", settings.thresholds, name="settings"),
    path("find/", settings.find, name="find"),
    path("find/<int:pk>/", settings.progress_of, name="progress"),
]
