"""Which address of needs leads where?"""

from django.urls import path

from grappe.apps.needs import views

app_name = "needs"
urlpatterns = [
    path("", views.needs_list, name="list"),
    path("company/<int:company_pk>/new/", views.create, name="create"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/dismiss/", views.dismiss, name="dismiss"),
    path("<int:pk>/met/", views.met, name="met"),
    path("of-run/<int:pk>/", views.of_run, name="of_run"),
    path("of-mark/<int:pk>/", views.of_mark, name="of_mark"),
]
