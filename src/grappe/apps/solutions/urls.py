"""Which address of this app leads where?"""

from django.urls import path

from grappe.apps.solutions import views

app_name = "solutions"
urlpatterns = [
    path("", views.solution_list, name="list"),
    path("<int:pk>/", views.solution_detail, name="detail"),
]
