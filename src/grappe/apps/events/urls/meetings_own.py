"""Which address leads to somebody's own business meetings, and which to the organiser's view of who takes part?"""

from django.urls import path

from grappe.apps.events.views import (
    outcomes,
    own_agenda,
    own_meetings,
    own_partners,
    own_requests,
    participants,
)

OWN = "r/<str:token>/meetings/"
urlpatterns = [
    path(OWN, own_meetings.home, name="own_meetings"),
    path(f"{OWN}profile/", own_meetings.profile, name="own_profile"),
    path(f"{OWN}leave/", own_meetings.leave, name="own_leave"),
    path(f"{OWN}partners/", own_partners.directory, name="own_partners"),
    path(f"{OWN}partners/<int:pk>/", own_partners.partner, name="own_partner"),
    path(f"{OWN}proposals/<int:pk>/dismiss/", own_partners.dismiss, name="own_dismiss"),
    path(f"{OWN}requests/", own_requests.request_list, name="own_requests"),
    path(f"{OWN}requests/<int:pk>/", own_requests.answer, name="own_answer"),
    path(f"{OWN}requests/<int:pk>/withdraw/", own_requests.withdraw, name="own_withdraw"),
    path(f"{OWN}requests/<int:pk>/wish/", own_requests.wish, name="own_wish"),
    path(f"{OWN}requests/<int:pk>/outcome/", own_agenda.outcome, name="own_outcome"),
    path(f"{OWN}timetable/", own_agenda.agenda, name="own_agenda"),
    path(f"{OWN}timetable.pdf", own_agenda.agenda_pdf, name="own_agenda_pdf"),
    path(f"{OWN}timetable.ics", own_agenda.agenda_file, name="own_agenda_calendar"),
    path("<int:pk>/meetings/participants/", participants.participant_list, name="participants"),
    path(
        "<int:pk>/meetings/participants/<int:participant>/",
        participants.participant_edit,
        name="participant_edit",
    ),
    path(
        "<int:pk>/meetings/participants/<int:participant>/withdraw/",
        participants.participant_withdraw,
        name="participant_withdraw",
    ),
    path(
        "<int:pk>/meetings/participants/add/<int:registration>/",
        participants.participant_add,
        name="participant_add",
    ),
    path("<int:pk>/meetings/outcomes/", outcomes.outcome_list, name="outcomes"),
    path("<int:pk>/meetings/outcomes/<int:outcome>/need/", outcomes.to_need, name="meeting_outcome_need"),
    path(
        "<int:pk>/meetings/outcomes/<int:outcome>/cooperation/",
        outcomes.to_cooperation,
        name="meeting_outcome_cooperation",
    ),
]
