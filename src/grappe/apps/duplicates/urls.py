"""Which address of files that may be one company leads where?"""

from django.urls import path

from grappe.apps.duplicates.enums import PairKind
from grappe.apps.duplicates.views import merges, pairs, settings

app_name = "duplicates"
PEOPLE = {"kind": PairKind.PERSON}
urlpatterns = [
    path("", pairs.pair_list, name="list"),
    path("<int:pk>/apart/", pairs.apart, name="apart"),
    path("<int:pk>/reopen/", pairs.reopen, name="reopen"),
    path("pair/<int:first>/<int:second>/", pairs.pair, name="pair"),
    path("pair/<int:first>/<int:second>/preview/", pairs.preview, name="preview"),
    path("pair/<int:first>/<int:second>/merge/", pairs.merge, name="merge"),
    path("people/", pairs.pair_list, PEOPLE, name="people"),
    path("people/<int:pk>/apart/", pairs.apart, PEOPLE, name="person_apart"),
    path("people/<int:pk>/reopen/", pairs.reopen, PEOPLE, name="person_reopen"),
    path("people/pair/<int:first>/<int:second>/", pairs.pair, PEOPLE, name="person_pair"),
    path("people/pair/<int:first>/<int:second>/preview/", pairs.preview, PEOPLE, name="person_preview"),
    path("people/pair/<int:first>/<int:second>/merge/", pairs.merge, PEOPLE, name="person_merge"),
    path("merges/", merges.merge_list, name="merges"),
    path("merges/<int:pk>/", merges.merge, name="merged"),
    path("merges/<int:pk>/undo/", merges.undo, name="undo"),
    path("settings/", settings.thresholds, name="settings"),
    path("find/", settings.find, name="find"),
    path("find/<int:pk>/", settings.progress_of, name="progress"),
]
