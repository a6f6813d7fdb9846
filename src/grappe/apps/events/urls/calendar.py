"""Which addresses do calendars fetch?"""

from django.urls import path

from grappe.apps.events.views import calendar

urlpatterns = [
    path("calendar.ics", calendar.public_calendar, name="public_calendar"),
    path("r/<str:token>/calendar.ics", calendar.own_calendar, name="own_calendar"),
]
