"""Which address leads to the check-in? All that a phone needs there is below one path, the scope of its service worker."""

from django.urls import path

from grappe.apps.events.views import checkin

urlpatterns = [
    path("<int:pk>/checkin/", checkin.page, name="checkin"),
    path("<int:pk>/checkin/people/", checkin.people, name="checkin_people"),
    path("<int:pk>/checkin/sync/", checkin.sync, name="checkin_sync"),
    path("<int:pk>/checkin/worker.js", checkin.worker, name="checkin_worker"),
]
