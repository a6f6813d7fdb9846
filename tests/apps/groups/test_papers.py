"""Who puts papers on the table of a group, who reads them, and does a refused file leave nothing behind?"""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from factories import groups as make
from grappe.apps.documents.models import Document
from grappe.apps.groups import permissions
from grappe.apps.groups.models import Paper
from grappe.apps.groups.operations import papers
from grappe.apps.groups.queries import paper_history
from grappe.apps.groups.queries import papers as reading
from grappe.apps.groups.queries.links import token_of
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture
def group(people):
    return make.group(people.manager)


@pytest.fixture
def inside(client, people):
    client.force_login(people.manager)
    return client


def a_file(name: str = "offer.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def nothing_kept() -> bool:
    return not Paper.objects.exists() and not Document.objects.exists()


class TestPutting:
    def test_for_a_point_and_called_as_its_file(self, group, people):
        point = make.session(group, points=1).points.get()
        made = papers.put(group=group, upload=a_file(), point=point, by=people.manager, at=make.AT)
        assert (made.title, made.point, made.session, made.document.uploader) == (
            "offer.pdf", point, point.session, people.manager.name,
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("upload", "says"),
        [
            (("offer.exe", b"MZ"), "kind"),
            (("page.html", b"<html>"), "kind"),
            (("offer.pdf", b"MZ no pdf"), "not what its ending says"),
            (("offer.pdf", b""), "empty"),
            (("offer.pdf", PDF + b"x" * 25_000_000), "26 MB"),
        ],
    )
    def test_a_file_that_is_not_taken_leaves_nothing(self, inside, group, upload, says):
        page = inside.post(f"/groups/{group.pk}/papers/", {"file": a_file(*upload), "title": "Kept words"})
        text = page.content.decode()
        assert page.status_code == 422 and says in text and "Kept words" in text
        assert nothing_kept()

    def test_without_a_file(self, inside, group):
        page = inside.post(f"/groups/{group.pk}/papers/", {"title": "No file"})
        assert page.status_code == 422 and nothing_kept()

    @pytest.mark.parametrize("why", ["cancelled", "approved", "other group", "closed"])
    def test_not_where_nothing_can_be_added(self, group, people, why):
        session = make.session(group, state="cancelled" if why == "cancelled" else "held",
                               minutes_state="approved" if why == "approved" else "writing")  # fmt: skip
        to = (
            make.group(people.manager, state="closed" if why == "closed" else "running")
            if "o" in why[:5]
            else group
        )
        with pytest.raises(BadInput):
            papers.put(group=to, upload=a_file(), session=session, by=people.manager, at=make.AT)
        assert nothing_kept()

    def test_members_put_and_not_for_the_team(self, group, people):
        colleague = people.other_manager
        with pytest.raises(PermissionDenied):
            papers.put(group=group, upload=a_file(), by=colleague, at=make.AT)
        make.member(group, colleague.name, user=colleague)
        papers.put(group=group, upload=a_file(), by=colleague, at=make.AT)
        with pytest.raises(PermissionDenied):
            papers.put(group=group, upload=a_file(), inside=True, by=colleague, at=make.AT)
        assert Paper.objects.count() == Document.objects.count() == 1


class TestReading:
    @pytest.mark.parametrize("inside_only", [False, True])
    def test_by_role(self, group, people, inside_only):
        paper = make.paper(group, inside=inside_only)
        may = {role for role, user in people.by_role().items() if permissions.can_read_paper(user, paper)}
        runs = {"administrator", "manager"}
        assert may == (runs if inside_only else runs | {"other_manager", "analyst"})

    @pytest.mark.parametrize("state", ["unconfirmed", "asked", "invited", "active", "declined", "left"])
    @pytest.mark.parametrize("of", ["group", "invited session", "prepared session", "team", "another group"])
    def test_by_a_members_link(self, client, people, group, state, of):
        session = make.session(group, invited_at=make.AT if of == "invited session" else None)
        paper = make.paper(
            make.group(people.manager) if of == "another group" else group,
            session=session if "session" in of else None, inside=of == "team",
        )  # fmt: skip
        member = make.member(group, state=state)
        answer = client.get(f"/groups/m/{token_of(member)}/paper/{paper.pk}/")
        if state == "active" and of in ("group", "invited session"):
            assert (
                answer.status_code == 200
                and answer.content == b"Price list: three laboratories, three prices."
            )
            assert "attachment" in answer["Content-Disposition"] and "no-store" in answer["Cache-Control"]
        else:
            assert answer.status_code == (410 if state in ("declined", "left") else 404)

    def test_chair_and_secretary_read_what_is_being_prepared(self, group):
        make.paper(group, session=make.session(group))
        assert not reading.read_by(make.member(group))
        assert len(reading.read_by(make.member(group, role="chair"))) == 1

    def test_the_team_s_own_are_not_even_listed_to_others(self, client, people, group):
        paper = make.paper(group, "Our limits", inside=True)
        client.force_login(people.analyst)
        assert "Our limits" not in client.get(f"/groups/{group.pk}/papers/").content.decode()
        assert client.get(f"/groups/paper/{paper.pk}/").status_code == 403

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_in_a_constant_number_of_queries(self, inside, group, rows, django_assert_num_queries):
        session = make.session(group, points=2)
        for number in range(rows):
            make.paper(group, f"Paper {number}", session=session, point=session.points.all()[0])
        with django_assert_num_queries(9) as asked:
            page = inside.get(f"/groups/{group.pk}/papers/")
        assert page.content.decode().count("Paper ") >= rows
        assert not any(
            '"content"' in each["sql"] and "documents_document" in each["sql"] for each in asked
        ), "no file is read for the list"


class TestTakingOff:
    def test_its_file_goes_with_it(self, inside, group):
        paper = make.paper(group)
        assert inside.post(f"/groups/paper/{paper.pk}/take-off/").status_code == 302
        assert nothing_kept()

    @pytest.mark.parametrize("who", ["lead", "uploader", "member", "analyst"])
    def test_who_may(self, group, people, who):
        make.member(group, "Mo", user=people.other_manager)
        paper = make.paper(group, by=people.other_manager if who == "uploader" else people.manager)
        user = {"lead": people.manager, "analyst": people.analyst}.get(who, people.other_manager)
        if who in ("lead", "uploader"):
            papers.take_off(paper=paper, by=user, at=make.AT)
            assert nothing_kept()
        else:
            with pytest.raises(PermissionDenied):
                papers.take_off(paper=paper, by=user, at=make.AT)

    def test_of_approved_minutes_it_stays(self, group, people):
        paper = make.paper(group, session=make.session(group, state="held", minutes_state="approved"))
        with pytest.raises(BadInput, match="approved"):
            papers.take_off(paper=paper, by=people.manager, at=make.AT)


def sent(page: str) -> str:
    """Return the version that a page's form carries."""
    return page.split('name="version" value="')[1].split('"')[0]


class TestChanging:
    def test_title_and_place_and_the_history_says_who(self, inside, group):
        paper = make.paper(group)
        point = make.session(group, points=1).points.get()
        address = f"/groups/paper/{paper.pk}/edit/"
        page = inside.get(address).content.decode()
        assert f'value="p{point.pk}"' in page and "What was changed" not in page
        given = {"title": " Offers  of May ", "place": f"p{point.pk}", "version": sent(page)}
        assert inside.post(address, given).url == f"/groups/{group.pk}/papers/"
        paper.refresh_from_db()
        assert (paper.title, paper.point, paper.session) == ("Offers of May", point, point.session)
        change = paper_history.changes_of(paper)[0]
        assert change.who == group.lead.name
        assert [(each.before, each.after) for each in change.steps] == [
            ("Price list", "Offers of May"), ("The whole group", "Session 1 · Point 1"),
        ]  # fmt: skip
        page = inside.get(address).content.decode()
        assert "<del>Price list</del>" in page and group.lead.name in page
        inside.post(address, {"title": "", "place": "", "inside": "on", "version": sent(page)})
        paper.refresh_from_db()
        assert (paper.title, paper.session, paper.inside) == ("Price list.txt", None, True)

    def test_what_two_change_at_once_is_laid_side_by_side(self, inside, group):
        paper = make.paper(group)
        session = make.session(group)
        chair = make.member(group, "Cara Chair", role="chair")
        address = f"/groups/paper/{paper.pk}/edit/"
        version = sent(inside.get(address).content.decode())
        papers.change(paper=paper, title="Hers", session=session, version=version, by=chair, at=make.AT)
        answer = inside.post(address, {"title": "Mine", "place": "", "version": version})
        page = answer.content.decode()
        assert answer.status_code == 409 and "Cara Chair changed this paper" in page
        assert "Mine" in page and "Hers" in page and "The session of" in page
        paper.refresh_from_db()
        assert paper.title == "Hers"
        chosen = {
            "title": "Mine",
            "place": "",
            "keep_title": "mine",
            "keep_place": "theirs",
            "version": sent(page),
        }
        assert inside.post(address, chosen).status_code == 302
        paper.refresh_from_db()
        assert (paper.title, paper.session) == ("Mine", session)
        assert [each.who for each in paper_history.changes_of(paper)] == [group.lead.name, "Cara Chair"]

    def test_the_same_words_twice_are_no_conflict(self, inside, group):
        paper = make.paper(group)
        address = f"/groups/paper/{paper.pk}/edit/"
        version = sent(inside.get(address).content.decode())
        for _time in range(2):
            assert inside.post(address, {"title": "One", "place": "", "version": version}).status_code == 302

    @pytest.mark.parametrize(
        "why", ["long", "cancelled", "approved", "other group", "unknown", "fixed", "closed"]
    )
    def test_bad_input_changes_nothing_and_loses_nothing(self, inside, group, people, why):
        at = make.session(group, state="held", minutes_state="approved") if why == "fixed" else None
        paper = make.paper(group, session=at)
        address = f"/groups/paper/{paper.pk}/edit/"
        page = inside.get(address).content.decode()
        to = make.session(
            make.group(people.manager) if why == "other group" else group,
            state="cancelled" if why == "cancelled" else "held",
            minutes_state="approved" if why == "approved" else "writing",
        )
        if why == "closed":
            type(group).objects.filter(pk=group.pk).update(
                state="closed", closed_at=make.AT, report={"en": "Over."}
            )
        given = {"title": "x" * 201 if why == "long" else "New words", "version": sent(page)}
        given["place"] = {"unknown": "s999999", "long": "", "closed": "", "fixed": f"s{at and at.pk}"}.get(
            why, f"s{to.pk}"
        )
        answer = inside.post(address, given)
        assert answer.status_code == 422 and given["title"] in answer.content.decode()
        paper.refresh_from_db()
        assert (paper.title, paper.session) == ("Price list", at)

    @pytest.mark.parametrize("only_team", [False, True])
    def test_by_role(self, client, group, people, only_team):
        paper = make.paper(group, inside=only_team)
        for role, user in people.by_role().items():
            may = role in {"administrator", "manager"}
            assert permissions.can_change_paper(user, paper) is may, role
            client.force_login(user)
            assert client.get(f"/groups/paper/{paper.pk}/edit/").status_code == (200 if may else 403), role
        make.member(group, "Colleague", user=people.other_manager)
        assert permissions.can_change_paper(people.other_manager, paper) is not only_team

    @pytest.mark.parametrize("role", ["chair", "secretary", "member", "observer", "expert"])
    def test_by_a_members_role(self, group, role):
        member, paper = make.member(group, role=role), make.paper(group)
        assert permissions.can_change_paper(member, paper) is (role in ("chair", "secretary"))
        assert not permissions.can_change_paper(member, make.paper(group, "Ours", inside=True))
        gone = make.member(group, role=role, state="left")
        assert not permissions.can_change_paper(gone, paper)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_in_a_constant_number_of_queries(self, inside, group, rows, django_assert_num_queries):
        paper = make.paper(group, session=make.session(group, points=2))
        for number in range(rows):
            papers.change(
                paper=paper, title=f"Title {number}", session=paper.session, version=reading.version_of(paper),
                by=group.lead, at=make.AT,
            )  # fmt: skip
            paper.refresh_from_db()
        with django_assert_num_queries(9):
            page = inside.get(f"/groups/paper/{paper.pk}/edit/").content.decode()
        assert page.count("<del>Title") == rows - 1


class TestFromTheirOwnPage:
    @pytest.fixture
    def chair(self, group):
        return make.member(group, "Cara Chair", role="chair", language="en")

    def own(self, member, more: str = "papers/") -> str:
        return f"/groups/m/{token_of(member)}/{more}"

    def test_the_chair_puts_changes_and_takes_off(self, client, group, chair):
        session = make.session(group, points=1)
        page = client.get(self.own(chair, f"session/{session.pk}/")).content.decode()
        assert f"{self.own(chair)}?for=s{session.pk}" in page
        page = client.get(self.own(chair), {"for": f"s{session.pk}"}).content.decode()
        assert "At most 25 MB" in page and "pdf" in page and f'value="s{session.pk}" selected' in page
        assert "For the team only" not in page
        given = {"file": a_file(), "title": "Offers", "place": f"s{session.pk}", "inside": "on"}
        assert client.post(self.own(chair), given).url == self.own(chair)
        paper = Paper.objects.get()
        assert (paper.put_by, paper.session, paper.inside) == (chair, session, False)
        assert (paper.document.uploader, paper.document.uploaded_by) == ("Cara Chair", None)
        page = client.get(self.own(chair)).content.decode()
        edit = self.own(chair, f"paper/{paper.pk}/edit/")
        assert edit in page and f"paper/{paper.pk}/take-off/" in page
        given = {"title": "Three offers", "place": "", "version": sent(client.get(edit).content.decode())}
        assert client.post(edit, given).status_code == 302
        paper.refresh_from_db()
        assert (paper.title, paper.session) == ("Three offers", None)
        assert paper_history.changes_of(paper)[0].who == "Cara Chair"
        assert client.post(self.own(chair, f"paper/{paper.pk}/take-off/")).status_code == 302
        assert nothing_kept()

    @pytest.mark.parametrize(
        ("upload", "says"),
        [
            (("film.pdf", PDF + b"x" * 60_000_000), "has 61 MB; at most 25 MB"),
            (("offer.exe", b"MZ"), "kind"),
            (("offer.pdf", b""), "empty"),
        ],
    )
    def test_a_file_that_is_not_taken_leaves_nothing(self, client, chair, upload, says):
        answer = client.post(self.own(chair), {"file": a_file(*upload), "title": "Kept words"})
        text = answer.content.decode()
        assert answer.status_code == 422 and says in text and "Kept words" in text
        assert nothing_kept()

    @pytest.mark.parametrize("role", ["member", "observer", "expert"])
    def test_others_do_not(self, client, group, role):
        member = make.member(group, role=role)
        paper = make.paper(group)
        assert "papers/" not in client.get(self.own(member, "")).content.decode()
        assert client.get(self.own(member)).status_code == 403
        assert client.post(self.own(member), {"file": a_file()}).status_code == 403
        assert client.get(self.own(member, f"paper/{paper.pk}/edit/")).status_code == 403
        assert client.post(self.own(member, f"paper/{paper.pk}/take-off/")).status_code == 403
        assert Paper.objects.count() == 1

    def test_of_others_papers_the_chair_takes_none_off(self, client, group, chair):
        paper, ours = make.paper(group), make.paper(group, "Our limits", inside=True)
        page = client.get(self.own(chair)).content.decode()
        assert "Price list" in page and "take-off" not in page and "Our limits" not in page
        assert client.post(self.own(chair, f"paper/{paper.pk}/take-off/")).status_code == 403
        assert client.get(self.own(chair, f"paper/{ours.pk}/edit/")).status_code == 404
        assert Paper.objects.count() == 2

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_in_a_constant_number_of_queries(
        self, client, group, chair, rows, django_assert_num_queries
    ):
        session = make.session(group, points=2)
        for number in range(rows):
            make.paper(group, f"Paper {number}", session=session, point=session.points.all()[0])
        with django_assert_num_queries(5):
            page = client.get(self.own(chair)).content.decode()
        assert page.count("Paper ") >= rows
