"""Which address leads to the list of studies, to one of them, and to its next state?"""

from django.urls import path

from grappe.apps.studies.views import studies

urlpatterns = [
    path("", studies.study_list, name="list"),
    path("new/", studies.create, name="create"),
    path("<int:pk>/", studies.detail, name="detail"),
    path("<int:pk>/edit/", studies.edit, name="edit"),
    path("<int:pk>/move/", studies.move, name="move"),
]
