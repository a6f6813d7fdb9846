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
