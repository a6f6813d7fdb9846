"""Which address leads to the list of working groups, to one of them, and to what is decided about it?"""

from django.urls import path

from grappe.apps.groups.views import groups

urlpatterns = [
    path("", groups.group_list, name="list"),
    path("new/", groups.create, name="create"),
    path("<int:pk>/", groups.detail, name="detail"),
    path("<int:pk>/edit/", groups.edit, name="edit"),
    path("<int:pk>/decide/", groups.decide, name="decide"),
    path("<int:pk>/pause/", groups.pause, name="pause"),
    path("<int:pk>/resume/", groups.resume, name="resume"),
    path("<int:pk>/close/", groups.close, name="close"),
]
