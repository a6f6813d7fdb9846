"""Which address of this app leads where?"""

from grappe.apps.events.urls import badges, events

app_name = "events"
urlpatterns = [
    *events.urlpatterns,
    *badges.urlpatterns,
]
