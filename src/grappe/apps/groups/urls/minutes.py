"""Which address leads to the minutes of a session, inside and behind the signed link of chair and secretary?"""

from django.urls import path

from grappe.apps.groups.views import minutes

OWN = "m/<str:token>/session/<int:pk>/minutes/"
urlpatterns = [
    path("session/<int:pk>/minutes/", minutes.page, name="minutes"),
    path("session/<int:pk>/minutes/exchange/", minutes.exchange, name="minutes_exchange"),
    path("session/<int:pk>/minutes/news/", minutes.news, name="minutes_news"),
    path("session/<int:pk>/minutes/presence/", minutes.presence, name="minutes_presence"),
    path("session/<int:pk>/minutes/note/", minutes.note_beside, name="minutes_note"),
    path("session/<int:pk>/minutes/<int:point>/", minutes.history, name="minutes_history"),
    path(OWN, minutes.own_page, name="own_minutes"),
    path(f"{OWN}exchange/", minutes.own_exchange, name="own_minutes_exchange"),
    path(f"{OWN}news/", minutes.own_news, name="own_minutes_news"),
    path(f"{OWN}presence/", minutes.own_presence, name="own_minutes_presence"),
    path(f"{OWN}note/", minutes.own_note_beside, name="own_minutes_note"),
    path(f"{OWN}<int:point>/", minutes.own_history, name="own_minutes_history"),
]
