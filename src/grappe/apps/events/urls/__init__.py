"""Which address of this app leads where?"""

from grappe.apps.events.urls import events

app_name = "events"
urlpatterns = [
    *events.urlpatterns,
]
