"""Which addresses lead to the invitations of an event, and to declining one?"""

from django.urls import path

from grappe.apps.events.views import invitations

urlpatterns = [
    path("<int:pk>/invitations/", invitations.invitations, name="invitations"),
    path("<int:pk>/invitations/new/", invitations.invite, name="invite"),
    path("<int:pk>/reminders/", invitations.set_reminders, name="reminders"),
    path("letters/<int:pk>/decide/", invitations.decide_letter, name="decide_letter"),
    path("i/<str:token>/decline/", invitations.decline, name="decline"),
]
