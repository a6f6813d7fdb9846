"""As a cluster manager, I connect my mailbox: mails with people on file stand in their company's timeline with their attachments;
what fits no company waits in the inbox, where I put it where it belongs, and who wrote it on file."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from factories import dovecot
from factories.browser import loads_anew
from factories.companies import CompanyFactory
from factories.dovecot import letter
from factories.jobs import work
from grappe.apps.companies import operations as companies
from grappe.apps.companies.models import Person
from grappe.apps.mail.models import Message
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "connect": "Connect your mailbox", "host": "Mail server (IMAP)", "security": "Security", "port": "Port",
        "user": "User name there", "password": "Password", "try": "Try the connection",
        "all": "All mails of the folders", "save": "Save", "now": "Fetch now", "wrong": "The server does not accept",
        "choose": "Another company", "add": "Put whoever wrote it on file there", "put": "Put it there",
        "domain": "the same address domain", "none": "No mail waits for you.",
    },
    "fr": {
        "connect": "Relier votre boîte de courriel", "host": "Serveur de messagerie (IMAP)",
        "security": "Sécurité", "port": "Port",
        "user": "Nom d’utilisateur sur ce serveur", "password": "Mot de passe", "try": "Essayer la connexion",
        "all": "Tous les courriels des dossiers", "save": "Enregistrer", "now": "Relever maintenant",
        "wrong": "Le serveur n’accepte pas", "choose": "Une autre entreprise", "add": "Y ajouter l’expéditeur",
        "put": "Le placer là", "domain": "le même domaine d’adresse", "none": "Aucun courriel ne vous attend.",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def imap():
    with dovecot.server() as found:
        yield found


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_mail_finds_its_company(sign_in, people, live_server, axe_clean, shot, language, settings, imap):
    words, user, me = WORDS[language], f"s{uuid.uuid4().hex[:8]}", people.administrator
    settings.IMAP_INNER = frozenset({"127.0.0.1"})
    company = CompanyFactory(name="Cellule Exemple S.A.", website="https://www.cellule.example")
    anna = {"name": "Anna Reuter", "email": "anna@cellule.example", "language": "fr"}
    companies.save_person(company=company, values=anna, by=me, at=clock.now())
    offer = letter(
        "Anna Reuter <anna@cellule.example>",
        me.email,
        "Offre signée",
        "Bonjour,\n\nvoici l’offre.",
        number="1",
    )
    offer.add_attachment(b"%PDF-1.7 offer", maintype="application", subtype="pdf", filename="Offre 2027.pdf")
    signed = "Bonjour,\n\nje reprends le dossier.\n\n-- \nMarc Weis\nDirecteur technique\n+352 621 123 456"
    for mail in (
        offer,
        letter("Marc Weis <marc@cellule.example>", me.email, "Nouveau contact", signed, number="2"),
    ):
        dovecot.put(imap, user, mail.as_bytes())
    page = sign_in(me, language)
    # Connect: a wrong password is said, the right one leads to the folders.
    page.goto(f"{live_server.url}/mail/boxes/")
    axe_clean(page)
    page.locator("main").get_by_role("link", name=words["connect"]).click()
    page.get_by_label(words["host"]).fill("127.0.0.1")
    page.get_by_label(words["security"]).select_option("none")
    page.get_by_label(words["port"]).fill(str(imap.port))
    page.get_by_label(words["user"]).fill(user)
    page.get_by_label(words["password"]).fill("wrong")
    page.get_by_role("button", name=words["try"]).click()
    expect(page.get_by_role("alert")).to_contain_text(words["wrong"])
    axe_clean(page)
    shot(page, f"mail-connect-{language}")
    page.get_by_label(words["password"]).fill(dovecot.PASSWORD)
    page.get_by_role("button", name=words["try"]).click()
    page.get_by_role("radio", name=words["all"]).check()
    axe_clean(page)
    shot(page, f"mail-choose-{language}")
    page.get_by_role("button", name=words["save"]).click()
    expect(page.locator("progress")).to_be_visible()
    with loads_anew(page):  # once what is new is fetched
        work()
    shot(page, f"mail-boxes-{language}")
    axe_clean(page)
    # In the timeline, with its attachment.
    page.goto(f"{live_server.url}/companies/{company.pk}/")
    page.locator("#timeline").get_by_role("link", name="Offre signée").click()
    expect(page.locator("main")).to_contain_text("voici l’offre")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Offre 2027.pdf").click()
    assert saved.value.path().read_bytes() == b"%PDF-1.7 offer"
    axe_clean(page)
    shot(page, f"mail-message-{language}")
    # What fits nobody waits, with a proposal and its reason; whoever wrote it comes on file.
    page.goto(f"{live_server.url}/mail/")
    expect(page.locator("main")).to_contain_text(words["domain"])
    axe_clean(page)
    shot(page, f"mail-inbox-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, f"mail-inbox-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name=words["choose"]).click()
    form = page.locator("#assign")
    form.get_by_role("combobox").fill("Cellule Exemple S.A.")
    form.get_by_label(words["add"]).check()
    shot(page, f"mail-assign-{language}")
    form.get_by_role("button", name=words["put"]).click()
    expect(page.locator("main")).to_contain_text("Cellule Exemple S.A.")
    marc = Person.objects.get(company=company, email="marc@cellule.example")
    assert (marc.name, marc.function, marc.phone) == ("Marc Weis", "Directeur technique", "+352 621 123 456")
    page.goto(f"{live_server.url}/mail/")
    expect(page.locator("main")).to_contain_text(words["none"])
    assert set(Message.objects.values_list("state", flat=True)) == {"filed"}
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/mail/{Message.objects.first().pk}/")
    shot(page, f"mail-message-phone-{language}")
