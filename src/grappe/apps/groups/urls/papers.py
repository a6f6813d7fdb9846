"""Which address leads to the papers of a group, inside and behind a signed link?"""

from django.urls import path

from grappe.apps.groups.views import papers

urlpatterns = [
    path("<int:pk>/papers/", papers.paper_list, name="papers"),
    path("paper/<int:pk>/", papers.paper, name="paper"),
    path("paper/<int:pk>/take-off/", papers.take_off, name="paper_take_off"),
    path("m/<str:token>/paper/<int:pk>/", papers.own_paper, name="own_paper"),
]
