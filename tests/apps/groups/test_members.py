"""Is somebody a member of a working group exactly when they have said so, and is everybody told what concerns them?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from factories import groups as make
from factories.companies import CompanyFactory
from grappe.apps.campaigns.models import Address
from grappe.apps.companies import operations as companies
from grappe.apps.groups.enums import MEMBER_STEPS, MemberState
from grappe.apps.groups.models import Letter, Member
from grappe.apps.groups.operations import members
from grappe.apps.groups.operations.members import Who
from grappe.apps.groups.queries.members import as_csv, as_workbook, roster
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
LATER = make.AT + timedelta(days=3)


@pytest.fixture
def group(people):
    return make.group(people.manager)


@pytest.fixture
def inside(client, people):
    client.force_login(people.manager)
    return client


def who(**more) -> Who:
    return Who(**({"name": "Camille Exemple", "email": "camille@company.example"} | more))


def told(member) -> list[str]:
    return [letter.kind for letter in member.letters.order_by("pk")]


@pytest.mark.parametrize(
    ("agreed", "is_colleague", "state", "letter"),
    [
        (False, False, "invited", "invited"),
        (True, False, "active", "welcome"),
        (False, True, "active", "welcome"),
    ],
)
def test_who_is_added_is_invited_unless_they_have_agreed(group, people, agreed, is_colleague, state, letter):
    user = people.analyst if is_colleague else None
    made = members.add(group=group, who=who(user=user), agreed=agreed, by=people.manager, at=make.AT)
    assert (made.state, told(made)) == (state, [letter])
    assert (made.joined_at is not None) is (state == "active") and made.salt


MAY = {"administrator": True, "manager": True, "other_manager": False, "analyst": False, "ministry": False}


@pytest.mark.parametrize(("role", "may"), MAY.items())
def test_who_may_add_change_remove_and_decide(group, people, role, may):
    asks, active = make.member(group, state="asked"), make.member(group)
    gone = make.member(group, state="left")
    said = {"by": people.by_role()[role], "at": make.AT}
    doings = [
        lambda: members.add(group=group, who=who(), **said),
        lambda: members.change(member=active, who=who(email="x@company.example"), role="observer", **said),
        lambda: members.decide_request(member=asks, accepts=True, **said),
        lambda: members.invite_again(member=gone, **said),
        lambda: members.renew_link(member=active, **said),
        lambda: members.withdraw_link(member=active, **said),
        lambda: members.remove(member=active, reason="", **said),
    ]
    for do in doings:
        if may:
            do()
        else:
            with pytest.raises(PermissionDenied):
                do()
    assert Letter.objects.exists() is may


@pytest.mark.parametrize("state", ["proposed", "closed", "declined"])
def test_a_group_that_does_not_run_takes_no_members(people, state):
    group = make.group(people.manager, state=state)
    with pytest.raises(BadInput):
        members.add(group=group, who=who(), by=people.manager, at=make.AT)
    asks = make.member(group, state="asked")
    with pytest.raises(BadInput):
        members.decide_request(member=asks, accepts=True, by=people.manager, at=make.AT)
    members.decide_request(member=asks, accepts=False, reason="It is over.", by=people.manager, at=make.AT)


def test_nobody_is_in_a_group_twice_whatever_the_case_of_the_address(group, people):
    members.add(group=group, who=who(), by=people.manager, at=make.AT)
    with pytest.raises(BadInput, match="belongs to this group already"):
        members.add(group=group, who=who(email="CAMILLE@company.example"), by=people.manager, at=make.AT)
    other = make.member(group)
    with pytest.raises(BadInput, match="belongs to this group already"):
        members.change(member=other, who=who(), role="member", by=people.manager, at=make.AT)
    assert Member.objects.filter(email__iexact="camille@company.example").count() == 1


def test_who_left_comes_back_with_the_same_row_and_another_link(group, people):
    made = members.add(group=group, who=who(), agreed=True, by=people.manager, at=make.AT)
    old = made.salt
    members.leave(member=made, why="No time", at=make.AT)
    back = members.add(group=group, who=who(), role="expert", by=people.manager, at=LATER)
    assert back.pk == made.pk and back.salt != old
    assert (back.state, back.role, back.reason, back.left_at) == ("invited", "expert", "", None)
    assert told(back) == ["welcome", "invited"]
    members.answer_invitation(member=back, accepts=True, at=LATER)
    members.leave(member=back, at=LATER)
    again = members.invite_again(member=back, by=people.manager, at=LATER + timedelta(days=1))
    assert again.state == "invited" and told(back) == ["welcome", "invited", "welcome", "invited"]


def test_a_group_has_one_chair(group, people):
    chair = members.add(group=group, who=who(), role="chair", agreed=True, by=people.manager, at=make.AT)
    other = make.member(group, "Asta Exemple")
    with pytest.raises(BadInput, match="Camille Exemple is the chair"):
        members.change(
            member=other, who=who(name="Asta", email=other.email), role="chair", by=people.manager, at=LATER
        )
    with pytest.raises(BadInput, match="Camille Exemple is the chair"):
        members.add(
            group=group, who=who(email="b@company.example"), role="chair", by=people.manager, at=LATER
        )
    # The chair stays the chair when something else of theirs changes.
    members.change(member=chair, who=who(name="Camille Neu"), role="chair", by=people.manager, at=LATER)
    members.leave(member=chair, at=LATER)
    members.change(
        member=other, who=who(name="Asta", email=other.email), role="chair", by=people.manager, at=LATER
    )
    back = members.invite_again(member=chair, by=people.manager, at=LATER)
    assert back.role == "member", "somebody else is the chair now"


def test_another_address_gets_a_new_link_and_closes_the_old_one(group, people):
    made = make.member(group)
    old = made.salt
    same = members.change(
        member=made, who=who(email=made.email.upper()), role="member", by=people.manager, at=LATER
    )
    assert same.salt == old and told(made) == [], "only its case changed"
    moved = members.change(
        member=made, who=who(email="new@company.example"), role="member", by=people.manager, at=LATER
    )
    assert moved.salt != old and told(made) == ["link"]


def test_a_link_is_renewed_and_closed(group, people):
    made = make.member(group)
    first = members.renew_link(member=made, by=people.manager, at=make.AT).salt
    second = members.renew_link(member=made, by=people.manager, at=LATER).salt
    assert len({made.salt, first, second}) == 3 and told(made) == ["link", "link"]
    assert members.withdraw_link(member=made, by=people.manager, at=LATER).salt == ""
    gone = make.member(group, state="left")
    for operation in (members.renew_link, members.withdraw_link):
        with pytest.raises(BadInput):
            operation(member=gone, by=people.manager, at=LATER)


def test_a_request_is_declined_with_a_reason_only(group, people):
    asks = make.member(group, state="asked")
    with pytest.raises(BadInput, match="Say why"):
        members.decide_request(member=asks, accepts=False, reason="  ", by=people.manager, at=make.AT)
    done = members.decide_request(
        member=asks, accepts=False, reason="All seats taken", by=people.manager, at=make.AT
    )
    assert (done.state, done.reason, told(done)) == ("declined", "All seats taken", ["refused"])
    with pytest.raises(BadInput, match="decided already"):
        members.decide_request(member=asks, accepts=True, by=people.manager, at=LATER)


def test_who_runs_the_group_stays_in_it(group, people):
    lead = group.members.get()
    for out in (
        lambda: members.leave(member=lead, at=LATER),
        lambda: members.remove(member=lead, reason="", by=people.administrator, at=LATER),
    ):
        with pytest.raises(BadInput, match="stays a member"):
            out()


@pytest.mark.parametrize("state", MemberState.values)
def test_every_way_out_follows_the_table(group, people, state):
    made = make.member(group, state=state)
    if state in ("declined", "left"):
        with pytest.raises(BadInput):
            members.remove(member=made, reason="", by=people.manager, at=LATER)
        return
    done = members.remove(member=made, reason="Moved", by=people.manager, at=LATER)
    assert done.state in MEMBER_STEPS[state] and done.left_at == LATER and told(done) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "  "}, "needs a name"),
        ({"email": "nobody"}, "no e-mail address"),
        ({"email": ""}, "no e-mail address"),
        ({"language": "lb"}, "language"),
        ({"name": "x" * 201}, "too long"),
        ({"message": "x" * 2001}, "too long"),
    ],
)
def test_what_cannot_be_kept_is_told(group, people, given, words):
    with pytest.raises(BadInput, match=words):
        members.add(group=group, who=who(**given), by=people.manager, at=make.AT)
    assert group.members.count() == 1


def test_what_was_typed_is_tidied(group, people):
    made = members.add(group=group, who=who(name=" Camille\x00 \n Exemple "), by=people.manager, at=make.AT)
    assert made.name == "Camille Exemple"


# --- The pages ---


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_in_a_constant_number_of_queries(inside, group, rows, django_assert_num_queries):
    for number in range(rows):
        make.action(group, make.member(group, f"Member {number}", company=CompanyFactory()))
        make.member(group, f"Asking {number}", state="asked")
        make.member(group, f"Gone {number}", state="left")
        Letter.objects.create(
            member=make.member(group), kind="welcome", state="failed", try_at=make.AT, about=str(number)
        )
    with django_assert_num_queries(10):
        text = inside.get(f"/groups/{group.pk}/members/").content.decode()
    for word in ("Member ", "Asking ", "Gone "):
        assert text.count(f"{word}{rows - 1}") >= 1


def test_the_list_says_who_cannot_be_reached_and_who_was_here(inside, group, people):
    dead = make.member(group, "Asta Exemple", email="Asta@company.example", salt="")
    Address.objects.create(
        email="asta@company.example", salt="x", bounced_at=make.AT, bounce_reason="550 unknown"
    )
    make.action(group, make.member(group, "Gilles", state="left"))
    text = inside.get(f"/groups/{group.pk}/members/").content.decode()
    for words in ("Takes no mail: 550 unknown", "link closed", "1 open action is still theirs", "not yet"):
        assert words in text, words
    assert f"/groups/members/{dead.pk}/" in text
    found = roster(group, for_user=people.analyst)
    assert found.active == 2 and [row.member.name for row in found.gone] == ["Gilles"]


def test_somebody_on_file_is_suggested_and_taken_over(inside, group, people, clusters):
    company = CompanyFactory(name="Exemple S.A.", clusters=[clusters["healthtech"]])
    said = {"by": people.administrator, "at": make.AT}
    person = companies.save_person(
        company=company,
        values={"name": "Quirin Exemple", "email": "q@exemple.example", "language": "de", "function": "CTO"},
        **said,
    )
    left = companies.save_person(
        company=company, values={"name": "Quirina Exemple", "left_on": make.AT.date()}, **said
    )
    text = inside.get("/groups/people/?q=quirin").content.decode()
    assert f'data-id="p{person.pk}"' in text and f"p{left.pk}" not in text
    assert (
        f'data-id="u{people.analyst.pk}"'
        in inside.get(f"/groups/people/?q={people.analyst.name}").content.decode()
    )
    sent = {"name": "Quirin Exemple", "known": f"p{person.pk}", "role": "expert"}
    assert inside.post(f"/groups/{group.pk}/members/add/", sent).status_code == 302
    made = Member.objects.get(person=person)
    assert (made.email, made.organisation, made.function, made.language, made.company, made.state) == (
        "q@exemple.example", "Exemple S.A.", "CTO", "de", company, "invited",
    )  # fmt: skip


def test_who_was_chosen_and_written_over_is_somebody_else(inside, group, people):
    sent = {
        "name": "Somebody Else",
        "known": f"u{people.analyst.pk}",
        "role": "member",
        "email": "e@x.example",
    }
    assert inside.post(f"/groups/{group.pk}/members/add/", sent).status_code == 302
    made = Member.objects.get(email="e@x.example")
    assert (made.user, made.state) == (None, "invited")
    sent = {"name": people.analyst.name, "known": f"u{people.analyst.pk}", "role": "member"}
    assert inside.post(f"/groups/{group.pk}/members/add/", sent).status_code == 302
    assert Member.objects.get(user=people.analyst).state == "active"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": "Camille", "role": "member"}, "No address is on file"),
        ({"name": "Camille", "role": "member", "email": "x"}, "valid email"),
        ({"name": "Camille", "role": "boss", "email": "x@y.example"}, "not one of the available choices"),
        ({"role": "member", "known": "u999999999999999999999", "email": "x@y.example"}, "required"),
    ],
)
def test_a_form_that_is_not_right_keeps_what_was_typed(inside, group, sent, words):
    page = inside.post(f"/groups/{group.pk}/members/add/", sent)
    assert page.status_code == 422 and words in page.content.decode()
    assert group.members.count() == 1


def test_the_page_of_a_member_changes_decides_and_removes(inside, group):
    made = make.member(group, state="asked")
    assert inside.post(f"/groups/members/{made.pk}/decide/", {"what": "accept"}).status_code == 302
    sent = {"name": "New Name", "email": made.email, "language": "de", "role": "secretary"}
    assert inside.post(f"/groups/members/{made.pk}/", sent).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.role, made.state) == ("New Name", "secretary", "active")
    assert inside.post(f"/groups/members/{made.pk}/link/", {"what": "withdraw"}).status_code == 302
    assert inside.post(f"/groups/members/{made.pk}/remove/", {"reason": "Moved"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.reason, made.salt) == ("left", "Moved", "")
    assert "Invite again" in inside.get(f"/groups/members/{made.pk}/").content.decode()
    assert inside.post(f"/groups/members/{made.pk}/again/").status_code == 302


def test_the_ministry_sees_no_members(client, people, group):
    client.force_login(people.ministry)
    assert "/members/" not in client.get(f"/groups/{group.pk}/").content.decode()
    for more in ("members/", "members.csv", "members.xlsx"):
        assert client.get(f"/groups/{group.pk}/{more}").status_code == 403


def test_the_members_as_a_file_are_no_formulas(group, people):
    make.member(group, "=1+1", organisation="@cmd", state="left")
    text = as_csv(group, for_user=people.analyst)
    assert "'=1+1;'@cmd" in text and text.count("\n") == 3
    assert as_workbook(group, for_user=people.analyst).startswith(b"PK")
    with pytest.raises(PermissionDenied):
        as_csv(group, for_user=people.ministry)
