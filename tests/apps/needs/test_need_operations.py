"""Do needs come from findings, notes and hands, keep their evidence, and follow only the states they may?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.urls import reverse

from factories import diagnostics as made
from factories import events, groups, matches, reference, studies
from factories.companies import WHEN, CompanyFactory, ContactFactory
from grappe.apps.companies.models import Mark
from grappe.apps.companies.operations.notes import unmark
from grappe.apps.diagnostics import queries as diagnostic_queries
from grappe.apps.events.models import EventLink
from grappe.apps.matches import queries as match_queries
from grappe.apps.matches.queries import records as match_records
from grappe.apps.matches.queries.timeline import timeline_entries as match_timeline
from grappe.apps.needs import operations, permissions, queries
from grappe.apps.needs.enums import FOLLOWS, NeedState, Urgency
from grappe.apps.needs.models import Need
from grappe.apps.needs.queries import records as need_records
from grappe.apps.needs.queries import texts as need_texts
from grappe.apps.roadmaps.operations import add_step_from_match
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(clusters):
    made.load()
    return CompanyFactory(clusters=[clusters["digital"]], language="fr")


def add(company, by, **changes):
    values = {"title": "Un ERP", "language": "fr", "theme": "digital"} | changes
    return operations.add_need(company=company, **values, by=by, at=WHEN)


def test_a_finished_diagnostic_proposes_needs_with_the_answers_that_led_to_them(company, people):
    run = made.finish(company, people.manager, {"q8": ["i1", "i2", "i3", "i4", "i6"]})
    (need,) = queries.needs_of_run(run.pk, for_user=people.analyst)
    assert (need.state, need.urgency, need.language) == (NeedState.PROPOSED, Urgency.HIGH, "fr")
    assert need.title == "Sauvegarde externe"
    assert need.theme.slug == "digital"
    assert [piece["question"] for piece in need.evidence] == ["q8.i5"]
    assert need.finding.code == "no_backup"


def test_a_need_still_open_is_not_proposed_again(company, people):
    answers = {"q8": ["i1", "i2", "i3", "i4", "i6"]}
    first = made.finish(company, people.manager, answers)
    assert not queries.needs_of_run(
        made.finish(company, people.manager, answers, days=300).pk, for_user=people.manager
    )
    (need,) = queries.needs_of_run(first.pk, for_user=people.manager)
    operations.dismiss_need(need=need, by=people.manager, at=WHEN)
    third = made.finish(company, people.manager, answers, days=600)
    assert [n.finding.code for n in queries.needs_of_run(third.pk, for_user=people.manager)] == ["no_backup"]


def test_the_evidence_stays_when_the_finding_goes(company, people):
    run = made.finish(company, people.manager, {"q8": []})
    need = queries.needs_of_run(run.pk, for_user=people.manager)[0]
    run.delete()
    need.refresh_from_db()
    assert need.finding_id is None
    assert need.evidence


def test_proposing_again_for_the_same_run_adds_nothing(company, people):
    run = made.finish(company, people.manager, {"q8": []})
    before = Need.objects.count()
    Need.objects.filter(finding__run=run).update(state=NeedState.DISMISSED)
    assert operations.propose_from_run(run_id=run.pk, by=None, at=WHEN) == []
    assert Need.objects.count() == before > 3


def test_the_company_alone_leads_to_proposed_needs_too(company, people):
    from grappe.apps.diagnostics import operations as diagnostic_operations

    run = made.start(company, people.manager)
    diagnostic_operations.save_answer(run=run, question="q7", value=["i2"], by=None, at=WHEN)
    diagnostic_operations.finish_run(run=run, by=None, at=WHEN)
    assert {need.created_by for need in queries.needs_of_run(run.pk, for_user=people.manager)} == {None}


def test_a_need_by_hand_and_from_a_finding(company, people):
    need = add(company, people.manager, title="  Un   ERP ", urgency=Urgency.HIGH)
    assert (need.title, need.state, need.decided_by) == ("Un ERP", NeedState.CONFIRMED, people.manager)
    run = made.finish(company, people.manager, {"q8": []})
    Need.objects.filter(finding__run=run).delete()
    finding = diagnostic_queries.findings_of(run)[0]
    made_of_it = add(company, people.manager, finding=finding)
    assert made_of_it.evidence == finding.evidence
    with pytest.raises(BadInput, match="already"):
        add(company, people.manager, finding=finding)
    with pytest.raises(BadInput, match="another company"):
        add(CompanyFactory(clusters=company.clusters.all()), people.manager, finding=finding)


def test_a_need_from_a_marked_passage(company, people):
    contact = ContactFactory(company=company)
    mark = Mark.objects.create(contact=contact, kind="need", passage="Il faut un ERP.", marked_at=WHEN)
    need = add(company, people.manager, mark=mark, description=mark.passage)
    assert queries.need_of_mark(mark.pk, for_user=people.analyst) == need
    with pytest.raises(BadInput, match="already"):
        add(company, people.manager, mark=mark)
    with pytest.raises(BadInput, match="not marked"):
        add(CompanyFactory(clusters=company.clusters.all()), people.manager, mark=mark)
    idea = Mark.objects.create(contact=contact, kind="idea", passage="Une idée.", marked_at=WHEN)
    with pytest.raises(BadInput, match="not marked"):
        add(company, people.manager, mark=idea)


@pytest.mark.parametrize(
    "changes",
    [{"title": " "}, {"title": "x" * 201}, {"theme": "nothing"}, {"language": "es"}, {"urgency": 4}],
)
def test_what_cannot_be_used_is_refused(company, people, changes):
    with pytest.raises(BadInput):
        add(company, people.manager, **changes)
    assert not Need.objects.exists()


MOVES = {
    NeedState.CONFIRMED: operations.confirm_need,
    NeedState.DISMISSED: operations.dismiss_need,
    NeedState.MET: operations.meet_need,
}


@pytest.mark.parametrize("now", list(NeedState))
@pytest.mark.parametrize("then", list(MOVES))
def test_states_follow_the_table(company, people, now, then):
    need = add(company, people.manager)
    Need.objects.filter(pk=need.pk).update(state=now)
    if then in FOLLOWS[now] or then == now:
        moved = MOVES[then](need=need, by=people.manager, at=WHEN + timedelta(days=1))
        assert moved.state == then
        assert (moved.decided_at > WHEN) == (then != now)
    else:
        with pytest.raises(BadInput):
            MOVES[then](need=need, by=people.manager, at=WHEN)
        need.refresh_from_db()
        assert need.state == now


def test_the_database_knows_the_states(company, people):
    need = add(company, people.manager)
    need.state = "lost"
    with pytest.raises(IntegrityError), transaction.atomic():
        need.save()


def test_editing_a_proposed_need_confirms_it(company, people):
    run = made.finish(company, people.manager, {"q8": []})
    need = queries.needs_of_run(run.pk, for_user=people.manager)[0]
    values = {"title": "Autrement dit", "theme": "sustainability"}
    edited = operations.edit_need(need=need, version=need.version, values=values, by=people.manager, at=WHEN)
    assert (edited.title, edited.theme.slug, edited.state) == (
        "Autrement dit",
        "sustainability",
        NeedState.CONFIRMED,
    )
    assert edited.evidence == need.evidence


def test_two_people_editing_at_once_are_told(company, people):
    need = add(company, people.manager)
    operations.edit_need(need=need, version=1, values={"title": "A"}, by=people.manager, at=WHEN)
    with pytest.raises(Stale) as stale:
        operations.edit_need(need=need, version=1, values={"title": "B"}, by=people.administrator, at=WHEN)
    assert stale.value.current.title == "A"
    with pytest.raises(Stale):
        operations.dismiss_need(need=need, version=1, by=people.manager, at=WHEN)


TABLE = [("administrator", True, True), ("manager", True, False), ("other_manager", False, True),
         ("analyst", False, False), ("ministry", False, False)]  # fmt: skip


@pytest.mark.parametrize(("role", "healthtech", "wood"), TABLE)
def test_the_truth_table(clusters, people, role, healthtech, wood):
    user = people.by_role()[role]
    assert permissions.can_view_needs(user)
    for slug, expected in (("healthtech", healthtech), ("wood", wood)):
        company = CompanyFactory(clusters=[clusters[slug]])
        need = add(company, people.administrator)
        assert permissions.can_add_need(user, company) is expected
        assert permissions.can_edit_need(user, need) is expected
        for act in (
            lambda company=company: add(company, user),
            lambda need=need: operations.edit_need(
                need=need, version=1, values={"title": "X"}, by=user, at=WHEN
            ),
            lambda need=need: operations.dismiss_need(need=need, by=user, at=WHEN),
        ):
            if expected:
                act()
            else:
                with pytest.raises(PermissionDenied):
                    act()


def test_who_has_left_sees_nothing(people):
    people.analyst.is_active = False
    with pytest.raises(PermissionDenied):
        permissions.check_can_view_needs(people.analyst)


def test_needs_waiting_are_those_of_ones_own_clusters(clusters, people):
    made.load()
    for slug in ("healthtech", "wood"):
        company = CompanyFactory(clusters=[clusters[slug], clusters["cleantech"]])
        made.finish(company, people.administrator, {"q8": ["i1", "i2", "i3", "i4", "i6"]})
        add(company, people.administrator)  # confirmed: waits for nobody
    assert queries.needs_waiting(for_user=people.administrator).count() == 2
    (mine,) = queries.needs_waiting(for_user=people.manager)
    assert "healthtech" in {cluster.slug for cluster in mine.company.clusters.all()}
    assert queries.needs_waiting(for_user=people.analyst).count() == 2  # who looks at the whole initiative


def test_timeline(company, people):
    first = add(company, people.manager)
    Need.objects.filter(pk=first.pk).update(created_at=WHEN - timedelta(days=9))
    second = add(company, people.manager, theme=reference.theme("sustainability"))
    entries = queries.timeline_entries(company_id=company.pk, for_user=people.analyst)
    assert [entry.key for entry in entries] == [f"need-{second.pk}", f"need-{first.pk}"]
    assert entries[0].badges == ("Confirmed", "Sustainable development")
    (older,) = queries.timeline_entries(company_id=company.pk, for_user=people.analyst, before=entries[0].at)
    assert older.key == f"need-{first.pk}"


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        ("administrator", True),
        ("manager", True),  # looks after the company
        ("other_manager", False),
        ("analyst", False),
        ("ministry", False),
    ],
)
def test_a_need_marked_in_confidence_is_read_by_those_who_read_the_contact(company, people, role, reads):
    """The words of the need are those of the notes: on no list, in no search, not by its number."""
    matches.catalogue(vectors=False)
    contact = ContactFactory(company=company, audience="confidence")
    mark = Mark.objects.create(contact=contact, kind="need", passage="A buyer, soon.", marked_at=WHEN)
    need = add(company, people.manager, title="A buyer", description=mark.passage, mark=mark)
    Need.objects.filter(pk=need.pk).update(state=NeedState.PROPOSED)
    match = matches.accepted(need, people.manager)
    introduction = matches.introduced(match, people.manager)
    user = getattr(people, role)
    found = {
        "list": bool(queries.needs(for_user=user)),
        "company": bool(queries.needs_of(company.pk, for_user=user)),
        "waiting": bool(queries.needs_waiting(for_user=user)),
        "search": bool(queries.search("buyer", for_user=user)),
        "mark": queries.need_of_mark(mark.pk, for_user=user) is not None,
        "timeline": bool(queries.timeline_entries(company_id=company.pk, for_user=user)),
        "record": bool(need_records.shown("need", [str(need.pk)], for_user=user)),
        "texts": need.pk in need_texts.readable_ids(for_user=user),
        "need": _opens(queries.need_for, need.pk, user),
        "match": _opens(match_queries.match_for, match.pk, user),
        "matches": bool(match_queries.matches_of(company.pk, for_user=user)),
        "matches of the need": bool(match_queries.decisions_of_need(need.pk, for_user=user)),
        "introduction": _opens(match_queries.introduction_for, introduction.pk, user),
        "introductions": bool(match_queries.introductions(for_user=user)),
        "matches in the timeline": bool(match_timeline(company_id=company.pk, for_user=user)),
        "introduction's record": bool(match_records.shown("", [str(introduction.pk)], for_user=user)),
    }
    assert found == dict.fromkeys(found, reads)
    # Taking the mark away makes nothing of it known.
    unmark(contact=contact, mark=mark.pk, by=people.manager, at=WHEN)
    need.refresh_from_db()
    assert (need.mark, need.contact) == (None, contact)
    assert _opens(queries.need_for, need.pk, user) is reads
    assert bool(queries.needs(for_user=user)) is reads
    assert bool(match_queries.matches_of(company.pk, for_user=user)) is reads
    assert next(iter(need_records.records(on=WHEN.date()))).confidential
    type(contact).objects.update(audience="everyone")
    assert _opens(queries.need_for, need.pk, user)
    assert queries.needs(for_user=user).get() == need


@pytest.mark.parametrize(
    ("role", "reads"), [("manager", True), ("other_manager", False), ("ministry", False)]
)
def test_where_a_need_in_confidence_is_linked_its_title_is_not_told(company, people, client, role, reads):
    """What came of a group and of an event, what uses a finding: that there is one, not what it is called."""
    contact = ContactFactory(company=company, audience="confidence")
    mark = Mark.objects.create(contact=contact, kind="need", passage="A buyer, soon.", marked_at=WHEN)
    need = add(company, people.manager, title="Zanzibar", mark=mark)
    plain = add(company, people.manager, title="Quagga")
    group, event = groups.group(people.manager), events.event(people.manager)
    finding = studies.finding(studies.study(people.manager, state="published"))
    for each in (need, plain):
        groups.result(group, "need", need=each)
        EventLink.objects.create(event=event, kind="need", need=each, linked_at=WHEN)
        studies.use(finding, kind="need", need=each, text="")
    client.force_login(getattr(people, role))
    for page in (
        reverse("groups:results", args=[group.pk]),
        reverse("events:after", args=[event.pk]),
        reverse("studies:findings", args=[finding.study_id]),
    ):
        told = client.get(page).content.decode()
        assert "Quagga" in told, page
        assert (
            "Zanzibar" in told,
            reverse("needs:detail", args=[need.pk]) in told,
            "In confidence" in told,
        ) == (reads, reads, not reads), page


def test_a_roadmap_and_the_company_s_own_people_are_not_told_of_it(company, people):
    matches.catalogue(vectors=False)
    contact = ContactFactory(company=company, audience="confidence")
    mark = Mark.objects.create(contact=contact, kind="need", passage="A buyer, soon.", marked_at=WHEN)
    need = add(company, people.manager, title="A buyer", mark=mark)
    add(company, people.manager, title="An ERP")
    step = add_step_from_match(match=matches.accepted(need, people.manager), by=people.manager, at=WHEN)
    assert step.description == ""
    assert queries.confirmed_titles(company.pk) == ["An ERP"]
    type(contact).objects.update(audience="everyone")
    assert queries.confirmed_titles(company.pk) == ["An ERP", "A buyer"]


def test_no_contact_goes_from_which_a_need_stems(company, people):
    """The need would be open to all; with its company it goes."""
    contact = ContactFactory(company=company, audience="confidence")
    mark = Mark.objects.create(contact=contact, kind="need", passage="A buyer, soon.", marked_at=WHEN)
    add(company, people.manager, title="A buyer", mark=mark)
    with pytest.raises(RestrictedError):
        contact.delete()
    company.delete()
    assert not Need.objects.exists()


def _opens(query, pk, user) -> bool:
    try:
        return query(pk, for_user=user).pk == pk
    except PermissionDenied:
        return False
