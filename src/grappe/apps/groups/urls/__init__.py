"""Which address of this app leads where?"""

from grappe.apps.groups.urls import actions, companies, groups, members, minutes, own, public, sessions

app_name = "groups"
urlpatterns = [
    *groups.urlpatterns,
    *companies.urlpatterns,
    *members.urlpatterns,
    *own.urlpatterns,
    *sessions.urlpatterns,
    *minutes.urlpatterns,
    *actions.urlpatterns,
    *public.urlpatterns,
]
