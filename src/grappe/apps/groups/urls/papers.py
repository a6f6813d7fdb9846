"""Which address leads to the papers of a group, inside and behind a signed link?"""

from django.urls import path

from grappe.apps.groups.views import papers

urlpatterns = [
    path("<int:pk>/papers/", papers.paper_list, name="papers"),
    path("paper/<int:pk>/", papers.paper, name="paper"),
    path("paper/<int:pk>/edit/", papers.edit, name="paper_edit"),
    path("paper/<int:pk>/take-off/", papers.take_off, name="paper_take_off"),
    path("m/<str:token>/papers/", papers.own_papers, name="own_papers"),
    path("m/<str:token>/paper/<int:pk>/", papers.own_paper, name="own_paper"),
    path("m/<str:token>/paper/<int:pk>/edit/", papers.own_paper_edit, name="own_paper_edit"),
    path("m/<str:token>/paper/<int:pk>/take-off/", papers.own_paper_take_off, name="own_paper_take_off"),
]
