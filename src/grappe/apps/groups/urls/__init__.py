"""Which address of this app leads where?"""

from grappe.apps.groups.urls import groups, own

app_name = "groups"
urlpatterns = [
    *groups.urlpatterns,
    *own.urlpatterns,
]
