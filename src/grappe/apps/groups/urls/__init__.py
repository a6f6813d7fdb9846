"""Which address of this app leads where?"""

from grappe.apps.groups.urls import groups, members, own

app_name = "groups"
urlpatterns = [
    *groups.urlpatterns,
    *members.urlpatterns,
    *own.urlpatterns,
]
