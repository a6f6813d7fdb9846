"""Which address of this app leads where?"""

from grappe.apps.events.urls import (
    after,
    attendance,
    badges,
    calendar,
    checkin,
    costs,
    events,
    halls,
    invitations,
    meetings_own,
    public,
    retention,
    survey,
    writing,
)

app_name = "events"
urlpatterns = [
    *events.urlpatterns,
    *badges.urlpatterns,
    *attendance.urlpatterns,
    *retention.urlpatterns,
    *checkin.urlpatterns,
    *calendar.urlpatterns,
    *after.urlpatterns,
    *survey.urlpatterns,
    *halls.urlpatterns,
    *public.urlpatterns,
    *costs.urlpatterns,
    *invitations.urlpatterns,
    *writing.urlpatterns,
    *meetings_own.urlpatterns,
]
