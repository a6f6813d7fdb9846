"""Which address of clusters leads where?"""

from django.urls import path

from grappe.apps.clusters import views

app_name = "clusters"
urlpatterns = [path("of-person/<int:pk>/", views.of_person, name="of_person")]
