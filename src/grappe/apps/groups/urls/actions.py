"""Which address leads to the actions of a group and to one of them?"""

from django.urls import path

from grappe.apps.groups.views import actions

urlpatterns = [
    path("<int:pk>/actions/", actions.action_list, name="actions"),
    path("<int:pk>/actions/new/", actions.add, name="action_add"),
    path("action/<int:pk>/edit/", actions.edit, name="action_edit"),
    path("action/<int:pk>/settle/", actions.settle, name="action_settle"),
    path("action/<int:pk>/reopen/", actions.reopen, name="action_reopen"),
]
