"""Which address of people's own calendars leads where?"""

from django.urls import path

from grappe.apps.calendars.views import accounts, clashes, feeds

app_name = "calendars"
urlpatterns = [
    path("", feeds.own, name="own"),
    path("connect/", accounts.connect, name="connect"),
    path("choose/", accounts.choose, name="choose"),
    path("password/", accounts.password, name="password"),
    path("remove/", accounts.remove, name="remove"),
    path("sync/", accounts.sync, name="sync"),
    path("sync/progress/", accounts.sync_progress, name="sync_progress"),
    path("pause/", accounts.pause, name="pause"),
    path("settle/<int:pk>/", accounts.settle, name="settle"),
    path("clashes/<int:pk>/", clashes.clashes, name="clashes"),
    path("meetings/<int:pk>/", accounts.take_over, name="take_over"),
    path("feed/renew/", feeds.renew, name="renew"),
    path("feed/stop/", feeds.stop, name="stop"),
    path("feed/<str:token>/", feeds.feed, name="feed"),
]
