"""Which address of lists leads where?"""

from django.urls import path

from grappe.apps.lists.views import files, lists, saved

app_name = "lists"
urlpatterns = [
    path("", lists.home, name="home"),
    path("views/<int:pk>/", saved.edit, name="view"),
    path("views/<int:pk>/keep/", saved.keep, name="keep"),
    path("views/<int:pk>/delete/", saved.delete, name="delete"),
    path("views/<int:pk>/first/", saved.first, name="first"),
    path("files/<int:pk>/", files.file_page, name="file"),
    path("files/<int:pk>/progress/", files.file_progress, name="file_progress"),
    path("files/<int:pk>/fetch/", files.file_fetch, name="file_fetch"),
    path("<slug:kind>/", lists.show, name="list"),
    path("<slug:kind>/change/", lists.change, name="change"),
    path("<slug:kind>/condition/", lists.condition, name="condition"),
    path("<slug:kind>/save/", saved.save, name="save"),
    path("<slug:kind>/export/", files.export, name="export"),
    path("<slug:kind>/prepare/", files.prepare, name="prepare"),
]
