"""Which address of contacts and notes leads where?"""

from django.urls import path

from grappe.apps.companies.views import audiences, contacts, notes, replies

urlpatterns = [
    path("<int:company>/contacts/", contacts.contacts, name="contacts"),
    path("<int:company>/contacts/plan/", contacts.contact_plan, name="contact_plan"),
    path("contacts/<int:pk>/", contacts.contact, name="contact"),
    path("contacts/<int:pk>/edit/", contacts.contact_edit, name="contact_edit"),
    path("contacts/<int:pk>/cancel/", contacts.contact_cancel, name="contact_cancel"),
    path("contacts/<int:pk>/calendar.ics", contacts.contact_calendar, name="contact_calendar"),
    path("contacts/<int:pk>/audience/", audiences.contact_audience, name="contact_audience"),
    path("reply/<str:token>/", replies.reply, name="reply"),
    path("replies/<int:pk>/take/", replies.reply_take, name="reply_take"),
    path("replies/<int:pk>/leave/", replies.reply_leave, name="reply_leave"),
    path("contacts/<int:pk>/hold/", contacts.contact_hold, name="contact_hold"),
    path("contacts/<int:pk>/reopen/", contacts.contact_reopen, name="contact_reopen"),
    path("contacts/<int:pk>/notes/", notes.notes_standing, name="notes"),
    path("contacts/<int:pk>/notes/save/", notes.notes_save, name="notes_save"),
    path("contacts/<int:pk>/notes/settle/", notes.notes_settle, name="notes_settle"),
    path("contacts/<int:pk>/notes/revisions/", notes.notes_revisions, name="notes_revisions"),
    path("contacts/<int:pk>/notes/revisions/<int:version>/", notes.notes_revision, name="notes_revision"),
    path(
        "contacts/<int:pk>/notes/revisions/<int:version>/restore/", notes.notes_restore, name="notes_restore"
    ),
    path("contacts/<int:pk>/marks/", notes.mark_add, name="mark_add"),
    path("contacts/<int:pk>/marks/<int:mark>/", notes.mark, name="mark"),
    path("contacts/<int:pk>/marks/<int:mark>/remove/", notes.mark_remove, name="mark_remove"),
]
