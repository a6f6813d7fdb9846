"""Which address leads to the sessions of a group, to one of them and to its agenda?"""

from django.urls import path

from grappe.apps.groups.views import agenda, attendance, sessions

urlpatterns = [
    path("<int:pk>/sessions/", sessions.session_list, name="sessions"),
    path("<int:pk>/sessions/new/", sessions.plan, name="session_plan"),
    path("session/<int:pk>/", sessions.detail, name="session"),
    path("session/<int:pk>/edit/", sessions.edit, name="session_edit"),
    path("session/<int:pk>/cancel/", sessions.cancel, name="session_cancel"),
    path("session/<int:pk>/invite/", sessions.invite, name="session_invite"),
    path("session/<int:pk>/hold/", sessions.hold, name="session_hold"),
    path("session/<int:pk>/calendar/", sessions.calendar_file, name="session_calendar"),
    path("session/<int:pk>/answer/", attendance.answer, name="session_answer"),
    path("session/<int:pk>/presence/", attendance.presence, name="session_presence"),
    path("session/<int:pk>/points/new/", agenda.add, name="point_add"),
    path("session/<int:pk>/points/left/", agenda.take_over, name="points_take_over"),
    path("session/<int:pk>/points/actions/", agenda.add_actions, name="point_of_actions"),
    path("point/<int:pk>/edit/", agenda.edit, name="point_edit"),
    path("point/<int:pk>/remove/", agenda.remove, name="point_remove"),
    path("point/<int:pk>/move/", agenda.move, name="point_move"),
]
