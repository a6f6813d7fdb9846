"""Which address leads to the list of events, and to one of them?"""

from django.urls import path

from grappe.apps.events.views import events

urlpatterns = [
    path("", events.event_list, name="list"),
    path("<int:pk>/", events.detail, name="detail"),
]
