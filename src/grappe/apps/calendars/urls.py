"""Which address of people's own calendars leads where, and at which does everybody book?"""

from django.urls import include, path

from grappe.apps.calendars.views import access, accounts, booking, booking_types, clashes, feeds

app_name = "calendars"
INSIDE = [
    path("", feeds.own, name="own"),
    path("connect/", accounts.connect, name="connect"),
    path("connect/by/<slug:ident>/", access.ask, name="access"),
    path("back/<slug:ident>/", access.back, name="access_back"),
    path("access/", access.again, name="access_again"),
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
    path("booking/", booking_types.types, name="booking"),
    path("booking/new/", booking_types.add, name="type_add"),
    path("booking/<int:pk>/", booking_types.edit, name="type_edit"),
    path("booking/<int:pk>/links/", booking_types.links, name="type_links"),
    path("booking/<int:pk>/renew/", booking_types.renew, name="type_renew"),
    path("requests/", booking_types.requests, name="requests"),
    path("requests/<int:pk>/place/", booking_types.place, name="request_place"),
    path("requests/<int:pk>/close/", booking_types.close, name="request_close"),
    path("requests/<int:pk>/call-off/", booking_types.call_off, name="request_call_off"),
]
OUTSIDE = [
    path("kept/<str:token>/", booking.booked, name="booked"),
    path("kept/<str:token>/move/", booking.booked_move, name="booked_move"),
    path("kept/<str:token>/cancel/", booking.booked_cancel, name="booked_cancel"),
    path("kept/<str:token>/calendar.ics", booking.booked_file, name="booked_file"),
    path("<str:token>/", booking.book, name="book"),
    path("<str:token>/take/", booking.take, name="book_take"),
]
urlpatterns = [path("calendars/", include(INSIDE)), path("book/", include(OUTSIDE))]
