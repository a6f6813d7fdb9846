"""Which address of this app leads where?"""

from grappe.apps.groups.urls import (
    actions,
    approval,
    companies,
    discussion,
    groups,
    members,
    minutes,
    own,
    papers,
    public,
    results,
    sessions,
)

app_name = "groups"
urlpatterns = [
    *groups.urlpatterns,
    *members.urlpatterns,
    *own.urlpatterns,
    *sessions.urlpatterns,
    *minutes.urlpatterns,
    *approval.urlpatterns,
    *actions.urlpatterns,
    *public.urlpatterns,
    *companies.urlpatterns,
    *discussion.urlpatterns,
    *papers.urlpatterns,
    *results.urlpatterns,
]
