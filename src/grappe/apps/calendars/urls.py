"""Which address of people's own calendars leads where?"""

from django.urls import path

from grappe.apps.calendars.views import feeds

app_name = "calendars"
urlpatterns = [
    path("", feeds.own, name="own"),
    path("feed/renew/", feeds.renew, name="renew"),
    path("feed/stop/", feeds.stop, name="stop"),
    path("feed/<str:token>/", feeds.feed, name="feed"),
]
