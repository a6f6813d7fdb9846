"""Which address fills the room that other apps' pages leave for ideas, and gives somebody of a company a link?"""

from django.urls import path

from grappe.apps.ideas.views import invitations, slots

urlpatterns = [
    path("of-mark/<int:pk>/", slots.of_mark, name="of_mark"),
    path("of-need/<int:pk>/", slots.of_need, name="of_need"),
    path("of-event/<int:pk>/", slots.of_event, name="of_event"),
    path("of-event-words/<int:pk>/", slots.of_event_words, name="of_event_words"),
    path("of-group/<int:pk>/", slots.of_group, name="of_group"),
    path("of-group-words/<int:pk>/", slots.of_group_words, name="of_group_words"),
    path("of-session/<int:pk>/", slots.of_session, name="of_session"),
    path("of-study/<int:pk>/", slots.of_study, name="of_study"),
    path("of-use/<int:pk>/", slots.of_use, name="of_use"),
    path("of-company/<int:pk>/", slots.of_company, name="of_company"),
    path("company/<int:pk>/link/", invitations.link_company, name="link_company"),
    path("contributor/<int:pk>/link/", invitations.link_change, name="link_change"),
]
