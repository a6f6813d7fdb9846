"""Which address of lists leads where?"""

from django.urls import path

from grappe.apps.lists.views import acting, boards, files, lists, saved

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
    path("acts/", acting.acts, name="acts"),
    path("acts/<int:pk>/", acting.act_page, name="act"),
    path("acts/<int:pk>/progress/", acting.act_progress, name="act_progress"),
    path("acts/<int:pk>/do/", acting.do, name="act_do"),
    path("acts/<int:pk>/undo/", acting.undo, name="act_undo"),
    path("acts/<int:pk>/resume/", acting.resume, name="act_resume"),
    path("acts/<int:pk>/give-up/", acting.give_up, name="act_give_up"),
    path("<slug:kind>/", lists.show, name="list"),
    path("<slug:kind>/change/", lists.change, name="change"),
    path("<slug:kind>/count/", lists.count, name="count"),
    path("<slug:kind>/columns/", lists.columns, name="columns"),
    path("<slug:kind>/condition/", lists.condition, name="condition"),
    path("<slug:kind>/act/", acting.prepare, name="acting"),
    path("<slug:kind>/column/", boards.column, name="column"),
    path("<slug:kind>/move/<int:pk>/", boards.move, name="move"),
    path("<slug:kind>/save/", saved.save, name="save"),
    path("<slug:kind>/export/", files.export, name="export"),
    path("<slug:kind>/prepare/", files.prepare, name="prepare"),
]
