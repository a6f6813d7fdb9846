"""Is nothing left of somebody who asks to be forgotten, in all their groups, but what others rely on without their name?"""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from factories import groups as make
from factories.companies import CompanyFactory, PersonFactory
from grappe.apps.companies.queries.kept_out import erased_on
from grappe.apps.groups.models import Comment, Member
from grappe.apps.groups.operations import attendance, discussion, members, papers, privacy
from grappe.apps.groups.queries import snapshots
from grappe.apps.groups.queries.links import token_of
from grappe.apps.texts import operations as texts
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
NAME, EMAIL, WORDS = "Xantippe Quellmann", "xantippe@quell.example", "Zirkonium is dear."


def places_of(needle: str) -> set[str]:
    """Return every table and column of the app, of its history and of shared texts in which some words stand."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns where table_schema = 'public' and "
            "(table_name like 'groups%%' or table_name like 'texts%%' or table_name like 'documents%%') and data_type in "
            "('text', 'character varying', 'jsonb')"
        )
        found = set()
        for table, column in cursor.fetchall():
            cursor.execute(f'select count(*) from "{table}" where "{column}"::text ilike %s', [f"%{needle}%"])
            if cursor.fetchone()[0]:
                found.add(f"{table}.{column}")
        return found


def _chair(member):
    member.role = "chair"
    member.save()
    return member


@pytest.fixture
def group(people):
    return make.group(people.manager)


@pytest.fixture
def someone(group, people):
    """Somebody with a trace in everything."""
    member = make.member(
        group, NAME, email=EMAIL, organisation="Quell", message="I like zirkonium", language="en"
    )
    session = make.session(group, at=clock.now(), invited_at=make.AT)
    point = make.point(session, words="")
    attendance.answer(session=session, member=member, answer="comes", note=f"With {NAME}", at=clock.now())
    discussion.say(point=point, text=WORDS, by=member, at=clock.now())
    texts.set_words(text=point.text, words="We agree.", by=None, writer=NAME, at=clock.now())
    make.action(group, member, state="done", settled_by=NAME, created_by=NAME)
    session.decisions.create(point=point, text="Yes.", decided_at=clock.now(), noted_by=NAME)
    make.proposal(
        group, group.members.get(role="secretary"), state="refused", decided_at=clock.now(), decided_by=NAME
    )
    papers.put(
        group=group, upload=SimpleUploadedFile("note.txt", b"One bench."), by=_chair(member), at=clock.now()
    )
    members.renew_link(member=member, by=people.manager, at=clock.now())
    member.refresh_from_db()
    return member


@pytest.mark.parametrize("words", [False, True])
def test_nothing_is_left_anywhere(someone, people, words):
    assert places_of(NAME) and places_of(EMAIL), "the search itself finds"
    erased = privacy.erase(member=someone, words=words, by=people.manager, at=clock.now())
    assert places_of(NAME) == set() and places_of(EMAIL) == set() and places_of("quell") == set()
    assert erased.state == "left" and erased.name == f"Ancien membre {erased.pk}"
    comment = Comment.objects.get()
    assert (comment.author, comment.text) == (erased.name, "" if words else WORDS)


def test_their_link_is_dead_and_they_are_not_asked_again(client, someone, people):
    address = f"/groups/m/{token_of(someone)}/"
    assert client.get(address).status_code == 200
    erased = privacy.erase(member=someone, by=people.manager, at=clock.now())
    assert client.get(address).status_code == 410
    for again in (privacy.erase, members.invite_again):
        with pytest.raises(BadInput, match="erased"):
            again(member=erased, by=people.manager, at=clock.now())


def test_approved_minutes_stay_and_lose_the_name_beside_them(someone, people):
    session = someone.attendances.get().session
    session.minutes_state, session.approved_at, session.approved_by = "approved", clock.now(), NAME
    session.save()
    content = snapshots.content_of(session, at=clock.now())
    assert NAME in json.dumps(content)
    made = session.proposals.create(number=1, content=content, proposed_at=clock.now(), proposed_by=NAME)
    erased = privacy.erase(member=someone, by=people.manager, at=clock.now())
    assert places_of(NAME) == set() and places_of("quell") == set()
    made.refresh_from_db()
    read = snapshots.shown(made.content)
    assert [each.text for each in read.points] == ["We agree."], "what was written stays"
    assert read.points[0].decisions[0].text == "Yes." and read.writers == (erased.name,)
    assert erased.name in {each.name for each in read.seats} and read.voting == 2
    session.refresh_from_db()
    assert session.approved_by == session.decisions.get().noted_by == erased.name


def test_words_in_approved_minutes_are_not_changed(someone, people):
    session = someone.attendances.get().session
    texts.set_words(
        text=session.points.get().text, words=f"{NAME} agrees.", by=None, writer="Ann", at=clock.now()
    )
    content = snapshots.content_of(session, at=clock.now())
    session.proposals.create(number=1, content=content, proposed_at=clock.now(), proposed_by="Ann")
    privacy.erase(member=someone, by=people.manager, at=clock.now())
    assert "groups_minutes.content" in places_of(NAME)


def test_a_namesake_keeps_their_name(group, someone, people):
    other = make.member(group, NAME)
    make.action(group, other, settled_by=NAME, state="done")
    privacy.erase(member=someone, by=people.manager, at=clock.now())
    other.refresh_from_db()
    assert other.name == NAME and other.actions.get().settled_by == NAME


def test_not_whoever_runs_the_group(group, people):
    with pytest.raises(BadInput, match="runs the group"):
        privacy.erase(member=group.members.get(), by=people.administrator, at=clock.now())


@pytest.mark.parametrize("role", ["administrator", "manager", "other_manager", "analyst", "ministry"])
def test_by_who_runs_the_group(client, someone, people, role):
    client.force_login(people.by_role()[role])
    may = role in ("administrator", "manager")
    address = f"/groups/members/{someone.pk}/erase/"
    assert client.get(address).status_code == (200 if may else 403)
    assert Member.objects.filter(email=EMAIL).exists(), "looking erases nothing"
    answer = client.post(address, {"words": "on"})
    assert answer.status_code == (302 if may else 403)
    assert Member.objects.filter(email=EMAIL).exists() is not may
    if not may:
        for operation in (privacy.erase, privacy.erase_everywhere):
            with pytest.raises(PermissionDenied):
                operation(member=someone, by=people.by_role()[role], at=clock.now())


class TestInAllGroups:
    @pytest.fixture
    def elsewhere(self, people):
        """Their seat in a group that somebody else runs, written in another way."""
        other = make.group(people.other_manager, names={"en": "Wood circle"})
        return make.member(other, NAME.upper(), email=EMAIL.upper(), organisation="Quell GmbH", language="en")

    def test_one_request_covers_them_and_shows_before_what_stays(self, client, someone, elsewhere, people):
        client.force_login(people.manager)
        address = f"/groups/members/{someone.pk}/erase/"
        page = client.get(address).content.decode()
        for words in ("In 2 working groups", "Wood circle", "1 decision that was noted", "1 paper on the table",
                      "1 action", "1 comment", "Nothing stays but the count.", "In all 2 working groups"):  # fmt: skip
            assert words in page, words
        assert client.post(address, {"scope": "all"}).status_code == 302
        assert places_of(NAME) == places_of(EMAIL) == places_of("quell") == set()

    def test_or_one_group_only(self, client, someone, elsewhere, people):
        client.force_login(people.manager)
        assert client.post(f"/groups/members/{someone.pk}/erase/", {"scope": "one"}).status_code == 302
        assert Member.objects.get(email__iexact=EMAIL) == elsewhere

    def test_by_who_runs_one_of_them_from_another_s_page(self, client, someone, elsewhere, people):
        client.force_login(people.manager)
        page = client.get(f"/groups/members/{elsewhere.pk}/erase/").content.decode()
        assert "In 2 working groups" in page and 'name="scope"' not in page, (
            "not this one group, which another runs"
        )
        assert client.post(f"/groups/members/{elsewhere.pk}/erase/", {}).status_code == 302
        assert not Member.objects.filter(email__iexact=EMAIL).exists()

    def test_a_scope_that_is_not_offered_erases_nothing(self, client, someone, elsewhere, people):
        client.force_login(people.manager)
        assert client.post(f"/groups/members/{someone.pk}/erase/", {"scope": "x"}).status_code == 422
        assert Member.objects.filter(email__iexact=EMAIL).count() == 2

    def test_by_themselves_with_their_address(self, client, someone, elsewhere):
        address = f"/groups/m/{token_of(someone)}/erase/"
        page = client.get(address).content.decode()
        assert EMAIL not in page, "whoever confirms types the address; the page does not tell it"
        assert (
            "Wood circle" in page
            and "What stays, and why" in page
            and "Erase my data in all 2 groups" in page
        )
        for typed in ("", "somebody@else.example"):
            answer = client.post(address, {"address": typed, "words": "on"})
            assert answer.status_code == 422 and Member.objects.filter(email__iexact=EMAIL).count() == 2
        assert "Nothing was erased" in answer.content.decode()
        answer = client.post(address, {"address": f" {EMAIL.upper()}", "words": "on"})
        assert answer.status_code == 200 and "Erased in 2 working groups" in answer.content.decode()
        assert places_of(NAME) == places_of(EMAIL) == set() and Comment.objects.get().text == ""
        assert client.get(address).status_code == 410

    def test_a_shared_address_is_not_enough(self, client, someone, people):
        other = make.member(make.group(people.manager), "Somebody Else", email=EMAIL)
        client.force_login(people.manager)
        page = client.get(f"/groups/members/{someone.pk}/erase/").content.decode()
        assert "The same address, another name" in page and "Somebody Else" in page
        privacy.erase_everywhere(member=someone, by=people.manager, at=clock.now())
        other.refresh_from_db()
        assert (other.name, other.email) == ("Somebody Else", EMAIL)

    def test_the_same_account_is_the_same_person(self, people):
        for lead, name, email in (
            (people.manager, "O. M.", "a@x.example"),
            (people.other_manager, "M. O.", "b@x.example"),
        ):
            make.member(make.group(lead), name, email=email, user=people.analyst)
        first = Member.objects.get(email="a@x.example")
        assert len(privacy.erase_everywhere(member=first, by=people.administrator, at=clock.now())) == 2

    def test_where_they_run_the_group_they_stay(self, client, group, people):
        lead = group.members.get()
        seat = make.member(make.group(people.other_manager), people.manager.name, user=people.manager)
        client.force_login(people.administrator)
        page = client.get(f"/groups/members/{seat.pk}/erase/").content.decode()
        assert "Somebody else must run it first" in page
        assert privacy.erase_everywhere(member=seat, by=people.administrator, at=clock.now())[0].pk == seat.pk
        lead.refresh_from_db()
        assert lead.email and lead.user == people.manager
        with pytest.raises(BadInput, match="runs the group"):
            privacy.erase_everywhere(member=lead, by=people.administrator, at=clock.now())

    def test_who_runs_one_is_told_that_they_stay_there(self, client, group, people):
        email = people.manager.email
        seat = make.member(
            make.group(people.other_manager), "Chef", email=email, user=people.manager, language="en"
        )
        page = client.post(f"/groups/m/{token_of(seat)}/erase/", {"address": email}).content.decode()
        assert "Erased in 1 working group" in page and "Somebody else must run it first" in page
        assert "nobody writes to you" not in page

    def test_nobody_asks_for_another(self, someone, group):
        with pytest.raises(PermissionDenied):
            privacy.erase_everywhere(member=someone, by=make.member(group, "Ann"), at=clock.now())

    @pytest.mark.parametrize("rows", [1, 3])
    def test_in_a_constant_number_of_queries(self, client, people, rows, django_assert_num_queries):
        for _number in range(rows):
            seat = make.member(make.group(people.manager), NAME, email=EMAIL)
            make.action(seat.group, seat)
        client.force_login(people.manager)
        with django_assert_num_queries(13):
            page = client.get(f"/groups/members/{seat.pk}/erase/").content.decode()
        assert page.count("1 action") == rows


@pytest.mark.parametrize("everywhere", [False, True])
def test_who_was_erased_does_not_come_back_unseen(someone, people, everywhere):
    """By their address anywhere, by their name at their company; a namesake who is on file there is nobody that was erased."""
    firm = CompanyFactory(name="Quell S.A.")
    namesake = PersonFactory(company=firm, name="Bleibt Odo", email="odo@quell.example")
    other = make.member(someone.group, "Odo Bleibt", email="odo2@quell.example")
    Member.objects.filter(pk__in=[someone.pk, other.pk]).update(company=firm)
    for member in (someone, other):
        member.refresh_from_db()
        if everywhere:
            privacy.erase_everywhere(member=member, by=people.manager, at=clock.now())
        else:
            privacy.erase(member=member, by=people.manager, at=clock.now())
    today = clock.today()
    assert erased_on(name="Anybody", email=EMAIL.upper(), company=None) == today
    assert erased_on(name="Quellmann Xantippe", email="", company=firm) == today
    assert erased_on(name="Xantippe Quellmann", email="", company=None) is None, "a name alone says nothing"
    assert erased_on(name="Odo Bleibt", email="", company=firm) is None and namesake.pk
    assert erased_on(name="Anybody", email="odo2@quell.example", company=None) == today


def test_who_is_here_still_is_not_kept_out(someone, group, people):
    """A member of another group, a colleague, somebody on file at a company."""
    second = make.group(people.manager)
    make.member(second, NAME, email=EMAIL.capitalize())
    privacy.erase(member=someone, by=people.manager, at=clock.now())
    colleague = make.member(group, "Col League", email="col@cluster.example", user=people.other_manager)
    on_file = PersonFactory(name="Per Son", email="per@quell.example")
    contact = make.member(group, "Per Son", email="per@quell.example", person=on_file)
    for member in (colleague, contact):
        privacy.erase(member=member, by=people.manager, at=clock.now())
    for email in (EMAIL, "col@cluster.example", "per@quell.example"):
        assert erased_on(name="Anybody", email=email, company=None) is None, email
