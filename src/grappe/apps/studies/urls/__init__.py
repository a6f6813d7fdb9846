"""Which address of this app leads where?"""

from grappe.apps.studies.urls import studies

app_name = "studies"
urlpatterns = [
    *studies.urlpatterns,
]
