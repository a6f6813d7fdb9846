"""Which address of mails leads where?"""

from django.urls import path

from grappe.apps.mail.views import access, cards, mailboxes, messages

app_name = "mail"
urlpatterns = [
    path("", messages.inbox, name="inbox"),
    path("<int:pk>/", messages.message, name="message"),
    path("<int:pk>/assign/", messages.assign, name="assign"),
    path("<int:pk>/aside/", messages.aside, name="aside"),
    path("<int:pk>/audience/", messages.audience, name="audience"),
    path("with/<int:pk>/", messages.filed, name="filed"),
    path("with/<int:pk>/off/", messages.take_off, name="take_off"),
    path("files/<int:pk>/", messages.attachment, name="attachment"),
    path("boxes/", mailboxes.boxes, name="boxes"),
    path("boxes/connect/", mailboxes.connect, name="connect"),
    path("boxes/connect/shared/", mailboxes.connect_shared, name="connect_shared"),
    path("boxes/connect/by/<slug:ident>/", access.ask, name="access"),
    path("boxes/connect/shared/by/<slug:ident>/", access.ask_shared, name="access_shared"),
    path("boxes/back/<slug:ident>/", access.back, name="access_back"),
    path("boxes/<int:pk>/access/", access.again, name="access_again"),
    path("boxes/<int:pk>/choose/", mailboxes.choose, name="choose"),
    path("boxes/<int:pk>/folders/", mailboxes.folders, name="folders"),
    path("boxes/<int:pk>/password/", mailboxes.password, name="password"),
    path("boxes/<int:pk>/fetch/", mailboxes.fetch, name="fetch"),
    path("boxes/<int:pk>/progress/", mailboxes.fetch_progress, name="fetch_progress"),
    path("boxes/<int:pk>/pause/", mailboxes.pause, name="pause"),
    path("boxes/<int:pk>/remove/", mailboxes.remove, name="remove"),
    path("boxes/<int:pk>/ignore/", mailboxes.ignore, name="ignore"),
    path("ignored/<int:pk>/heed/", mailboxes.heed, name="heed"),
    path("cards/<int:pk>/", cards.bring_in, name="cards"),
    path("cards/<int:pk>/people.vcf", cards.of_company, name="cards_of_company"),
    path("cards/person/<int:pk>.vcf", cards.of_person, name="card"),
]
