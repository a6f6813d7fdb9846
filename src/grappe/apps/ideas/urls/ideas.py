"""Which address leads to the list of ideas, and to one of them?"""

from django.urls import path

from grappe.apps.ideas.views import ideas

urlpatterns = [
    path("", ideas.idea_list, name="list"),
    path("<int:pk>/", ideas.detail, name="detail"),
]
