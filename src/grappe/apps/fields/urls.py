"""Which address of this app leads where?"""

from django.urls import path

from grappe.apps.fields import views

app_name = "fields"
urlpatterns = [
    path("", views.field_list, name="list"),
    path("add/<str:record>/<str:kind>/", views.field_add, name="add"),
    path("<int:pk>/edit/", views.field_edit, name="edit"),
    path("<int:pk>/archive/", views.field_archive, name="archive"),
    path("<int:pk>/restore/", views.field_restore, name="restore"),
    path("<int:pk>/move/", views.field_move, name="move"),
]
