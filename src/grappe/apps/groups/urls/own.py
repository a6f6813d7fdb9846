"""Which address leads to what a member sees by their own signed link?"""

from django.urls import path

from grappe.apps.groups.views import own, own_work, privacy

urlpatterns = [
    path("m/<str:token>/", own.own_page, name="own"),
    path("m/<str:token>/erase/", privacy.own_erase, name="own_erase"),
    path("m/<str:token>/seen/", own.own_seen, name="own_seen"),
    path("m/<str:token>/session/<int:pk>/", own.own_session, name="own_session"),
    path("m/<str:token>/calendar/", own_work.calendar_file, name="own_calendar"),
    path("m/<str:token>/session/<int:pk>/calendar/", own_work.session_file, name="own_session_calendar"),
    path("m/<str:token>/action/<int:pk>/", own_work.action, name="own_action"),
]
