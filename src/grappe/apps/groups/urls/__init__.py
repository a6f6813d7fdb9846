"""Which address of this app leads where?"""

from grappe.apps.groups.urls import groups

app_name = "groups"
urlpatterns = [
    *groups.urlpatterns,
]
