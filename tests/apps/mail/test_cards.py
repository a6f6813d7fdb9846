"""Are vCards of the usual programs read, shown before anything is saved, and written so that others read them?"""

from __future__ import annotations

import pytest
import vobject
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from factories.companies import CompanyFactory
from grappe.apps.companies import operations as companies
from grappe.apps.companies.models import Person
from grappe.apps.mail.operations import cards as operations
from grappe.apps.mail.queries.cards import cards_in, dry_run, sealed, unsealed, written
from grappe.ui import clock
from grappe.ui.errors import BadInput

APPLE = """BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//iPhone OS 18.1//EN
N:Müller;Zoé;;;
FN:Zoé Müller
ORG:Cellule Exemple S.A.;
TITLE:Responsable R&D
EMAIL;type=INTERNET;type=HOME:zoe@private.example
item1.EMAIL;type=INTERNET;type=WORK;type=pref:Zoe.Mueller@Cellule.example
item1.X-ABLabel:Travail
TEL;type=HOME;type=FAX:+352 1
TEL;type=CELL;type=VOICE;type=pref:+352 621 111 222
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAASABIAAD/4QBMRXhpZgAATU0AKgAAAAgAAgESAAMAAAABAAEAAIdp
 AAQAAAABAAAAJgAAAAAAAqACAAQAAAABAAAAMKADAAQAAAABAAAAMAAAAAA=
END:VCARD
"""
GOOGLE = """BEGIN:VCARD
VERSION:3.0
FN:Jean-Marc de la Tour
N:de la Tour;Jean-Marc;;;
EMAIL;TYPE=INTERNET;TYPE=WORK:jm@cellule.example
TEL;TYPE=WORK:00352 26 11
ORG:Cellule Exemple
END:VCARD
"""
OUTLOOK = """BEGIN:VCARD
VERSION:2.1
N;LANGUAGE=de;CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:Gr=C3=BCn;J=C3=BCrgen
FN;CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen Gr=C3=BCn
TITLE:Leiter
TEL;WORK;VOICE:+352 26 22 33
EMAIL;PREF;INTERNET:j.gruen@cellule.example
END:VCARD
"""
FOUR = """BEGIN:VCARD
VERSION:4.0
FN:Ada Lovelace
EMAIL;PREF=2:other@x.example
EMAIL;PREF=1:mailto:ada@x.example
TEL;VALUE=uri;TYPE="voice,cell":tel:+352-621-999-888;ext=1
ROLE:Analyst
END:VCARD
"""


def test_cards_of_the_usual_programs_are_read():
    text = APPLE + GOOGLE + OUTLOOK + FOUR + "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n"
    found, unread = cards_in(text.replace("\n", "\r\n").encode())
    assert unread == 1
    assert [(each.name, each.function, each.email, each.phone) for each in found] == [
        ("Zoé Müller", "Responsable R&D", "zoe.mueller@cellule.example", "+352 621 111 222"),
        ("Jean-Marc de la Tour", "", "jm@cellule.example", "00352 26 11"),
        ("Jürgen Grün", "Leiter", "j.gruen@cellule.example", "+352 26 22 33"),
        ("Ada Lovelace", "Analyst", "ada@x.example", "+352-621-999-888"),
    ]
    assert cards_in(("\ufeff" + GOOGLE).encode("utf-16"))[0][0].name == "Jean-Marc de la Tour"
    assert cards_in(APPLE.encode("cp1252"))[0][0].name == "Zoé Müller"


@pytest.mark.parametrize("raw", [b"", b"name;email", b"BEGIN:VCARD\nFN:x\n" * 3, GOOGLE.encode() * 201])
def test_what_is_no_file_of_cards_is_refused(raw):
    with pytest.raises(BadInput):
        cards_in(raw)


@pytest.fixture
def company(people):
    found = CompanyFactory(
        name="Cellule Exemple S.A.", clusters=[seat.cluster for seat in people.manager.memberships.all()]
    )
    values = {
        "name": "Zoe Mueller",
        "email": "zoe.mueller@cellule.example",
        "phone": "+352 4",
        "language": "de",
    }
    companies.save_person(company=found, values=values, by=people.manager, at=clock.now())
    return found


@pytest.mark.django_db
def test_the_dry_run_knows_who_is_on_file_and_the_import_does_what_is_chosen(people, company):
    other = CompanyFactory(name="Elsewhere")
    companies.save_person(
        company=other,
        values={"name": "Ada Lovelace", "language": "en"},
        by=people.administrator,
        at=clock.now(),
    )
    cards, _unread = cards_in((APPLE + GOOGLE + FOUR).encode())
    rows = dry_run(cards, company, for_user=people.manager)
    assert [(each.usual, str(each.same or ""), [str(p.company) for p in each.elsewhere]) for each in rows] == [
        ("change", "Zoe Mueller", []), ("add", "", []), ("leave", "", ["Elsewhere"]),
    ]  # fmt: skip
    choices = {each.number: each.usual for each in rows}
    with pytest.raises(PermissionDenied):
        operations.bring_in(
            cards=cards, choices=choices, company=company, by=people.other_manager, at=clock.now()
        )
    done = operations.bring_in(
        cards=cards, choices=choices, company=company, by=people.manager, at=clock.now()
    )
    assert (done.added, done.changed) == (1, 1)
    zoe = Person.objects.get(company=company, email="zoe.mueller@cellule.example")
    assert (zoe.name, zoe.function, zoe.phone, zoe.language) == (
        "Zoé Müller",
        "Responsable R&D",
        "+352 621 111 222",
        "de",
    )
    assert [each.usual for each in dry_run(cards, company, for_user=people.manager)] == [
        "leave",
        "leave",
        "leave",
    ]


@pytest.mark.django_db
def test_what_the_second_step_brings_is_what_the_first_one_showed(people, company):
    cards, _unread = cards_in(GOOGLE.encode())
    said = sealed(cards, company, for_user=people.manager)
    assert unsealed(said, company, for_user=people.manager) == cards
    others = (
        (said + "x", company, people.manager),
        (said, CompanyFactory(), people.manager),
        (said, company, people.administrator),
    )
    for text, where, who in others:
        with pytest.raises(BadInput):
            unsealed(text, where, for_user=who)


@pytest.mark.django_db
def test_from_the_file_to_the_company_and_back(people, company, client):
    client.force_login(people.manager)
    upload = SimpleUploadedFile("people.vcf", (APPLE + GOOGLE).encode())
    answer = client.post(f"/mail/cards/{company.pk}/", {"file": upload})
    body = answer.content.decode()
    assert "Jean-Marc de la Tour" in body and Person.objects.filter(company=company).count() == 1
    sent = {"cards": answer.context["sealed"], "card-0": "leave", "card-1": "add"}
    assert client.post(f"/mail/cards/{company.pk}/", sent).status_code == 302
    assert client.post(f"/mail/cards/{company.pk}/", {"cards": "forged"}).status_code == 422
    out = client.get(f"/mail/cards/{company.pk}/people.vcf")
    assert out["Content-Type"].startswith("text/vcard") and "attachment" in out["Content-Disposition"]
    found = {each.fn.value: each for each in vobject.readComponents(out.content.decode())}
    assert set(found) == {"Zoe Mueller", "Jean-Marc de la Tour"}
    assert found["Zoe Mueller"].email.value == "zoe.mueller@cellule.example"
    assert found["Zoe Mueller"].org.value == ["Cellule Exemple S.A."]
    read, unread = cards_in(out.content)
    assert len(read) == 2 and unread == 0


@pytest.mark.django_db
def test_a_long_name_with_signs_stays_whole(people):
    company = CompanyFactory(name="A; B, C\\ & Söhne")
    person = Person(
        pk=1, company=company, name="O’Brien; Ann, the \\ second", email="a@b.example", phone="+1 2"
    )
    (found,), _unread = cards_in(written([person], company))
    assert found.name == person.name and found.organisation == company.name
