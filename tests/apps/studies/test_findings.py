"""Does a finding rest on its evidence, is it marked where it does not, and is it told what came of it, on both sides?"""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.urls import reverse

from factories import events
from factories import studies as make
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.clusters.models import Theme
from grappe.apps.needs.models import Need
from grappe.apps.studies import permissions
from grappe.apps.studies.models import Evidence, Finding, Use
from grappe.apps.studies.operations import findings, tables, uses
from grappe.apps.studies.operations.findings import EvidenceDraft, FindingDraft
from grappe.apps.studies.operations.uses import UseDraft
from grappe.apps.studies.queries.findings import shown_findings
from grappe.apps.studies.queries.strengths import warnings
from grappe.apps.studies.queries.uses import findings_used
from grappe.apps.studies.queries.written import finding_as_written
from grappe.ui import conflicts
from grappe.ui.errors import BadInput, Stale

AT = make.AT


class TestStrength:
    @pytest.mark.parametrize(
        ("strength", "evidence", "said"),
        [
            ("strong", [("source", "supports"), ("source", "supports")], ["of one kind"]),
            ("strong", [("source", "supports"), ("passage", "supports")], []),
            (
                "strong",
                [("source", "supports"), ("passage", "contradicts")],
                ["of one kind", "called strong, but some"],
            ),
            ("moderate", [("source", "supports")], []),
            ("moderate", [("source", "supports"), ("figures", "contradicts")], ["half of its evidence"]),
            ("contested", [("source", "supports")], ["nothing speaks against it"]),
            ("contested", [("source", "supports"), ("source", "contradicts")], []),
            ("weak", [("source", "contradicts")], ["Nothing supports it"]),
            ("strong", [], []),
        ],
    )
    def test_what_the_evidence_does_not_bear_is_told(self, strength, evidence, said):
        found = warnings(strength, evidence)
        assert len(found) == len(said) and all(part in words for part, words in zip(said, found, strict=True))


@pytest.fixture
def study(people):
    return make.study(people.manager)


@pytest.fixture
def finding(study):
    return make.finding(study)


@pytest.fixture
def passage(study):
    return make.passage(
        make.interview(study, ContactFactory()), "Secret Ltd burns it", published={"en": "We burn it"}
    )


@pytest.fixture
def inside(client, people):
    client.force_login(people.manager)
    return client


def need():
    theme, _made = Theme.objects.get_or_create(slug="waste", defaults={"name": {"en": "Waste"}})
    return Need.objects.create(
        company=CompanyFactory(), title="A recycling partner", theme=theme, created_at=AT
    )


def add(finding, by, kind, thing, **more):
    return findings.add_evidence(finding=finding, draft=EvidenceDraft(kind, thing.pk, **more), by=by, at=AT)


def note(finding, by, kind, thing=None, **more):
    draft = UseDraft(kind, thing.pk if thing else None, **more)
    return uses.note_use(finding=finding, draft=draft, by=by, at=AT)


@pytest.mark.django_db
class TestWriting:
    def test_a_finding_is_written_changed_and_moved(self, study, people):
        hypothesis = make.hypothesis(study)
        draft = FindingDraft(
            {"en": "It pays", "fr": "C’est rentable"}, {"en": "Because"}, "moderate", hypothesis.pk
        )
        first = findings.add_finding(study=study, draft=draft, by=people.manager, at=AT)
        second = findings.add_finding(
            study=study, draft=FindingDraft({"de": "Nein"}), by=people.manager, at=AT
        )
        findings.move_finding(finding=second, up=True, by=people.manager, at=AT)
        assert list(study.findings.all()) == [second, first] and first.hypothesis == hypothesis
        changed = FindingDraft({"en": "It may pay"}, strength="weak")
        seen = conflicts.version_of(finding_as_written(first))
        findings.change_finding(finding=first, draft=changed, version=seen, by=people.manager, at=AT)
        with pytest.raises(Stale):
            findings.change_finding(finding=first, draft=draft, version=seen, by=people.manager, at=AT)
        first.refresh_from_db()
        assert first.statements == {"en": "It may pay"} and first.hypothesis is None

    def test_what_is_no_finding_is_refused(self, study, people):
        elsewhere = make.hypothesis(make.study(people.manager))
        for draft, said in (
            (FindingDraft({"en": " "}), "at least one language"),
            (FindingDraft({"en": "x" * 501}), "too long"),
            (FindingDraft({"en": "x"}, hypothesis=elsewhere.pk), "not in this study"),
            (FindingDraft({"en": "x"}, strength="iron"), "cannot be read"),
        ):
            with pytest.raises(BadInput, match=said):
                findings.add_finding(study=study, draft=draft, by=people.manager, at=AT)
        assert not Finding.objects.exists()

    def test_evidence_of_three_kinds_once_each_and_only_of_the_study(self, study, finding, passage, people):
        table, source = make.table(study), make.source(study)
        add(finding, people.manager, "passage", passage)
        add(finding, people.manager, "figures", table, where="2023")
        add(finding, people.manager, "figures", table, where="2022")
        add(
            finding,
            people.manager,
            "source",
            source,
            where="p. 12",
            bearing="contradicts",
            notes={"en": "Not here"},
        )
        for kind, thing, where in (
            ("passage", passage, "x"),
            ("figures", table, " 2023 "),
            ("source", source, "p. 12"),
        ):
            with pytest.raises(BadInput, match="already"):
                add(finding, people.manager, kind, thing, where=where)
        with pytest.raises(BadInput, match="not in this study"):
            add(finding, people.manager, "source", make.source(make.study(people.manager)))
        assert Evidence.objects.count() == 4
        with pytest.raises(BadInput):
            tables.remove_table(table=table, by=people.manager, at=AT)
        with pytest.raises(ProtectedError):
            source.delete()

    def test_a_finding_of_which_something_came_stays(self, finding, people):
        use = note(finding, people.manager, "idea", text="A line")
        with pytest.raises(BadInput, match="it stays"):
            findings.remove_finding(finding=finding, by=people.manager, at=AT)
        uses.remove_use(use=use, by=people.manager, at=AT)
        findings.remove_finding(finding=finding, by=people.manager, at=AT)
        assert not Finding.objects.exists()

    def test_only_the_team_writes(self, study, finding, people):
        for user in (people.analyst, people.other_manager, people.ministry):
            for write in (
                lambda by: findings.add_finding(study=study, draft=FindingDraft({"en": "x"}), by=by, at=AT),
                lambda by: add(finding, by, "source", make.source(study)),
                lambda by: findings.remove_finding(finding=finding, by=by, at=AT),
            ):
                with pytest.raises(PermissionDenied):
                    write(user)


@pytest.mark.django_db
class TestShown:
    def test_passages_are_read_as_they_may_be_printed_and_as_said_by_the_team(
        self, study, finding, passage, people
    ):
        make.evidence(finding, passage)
        (outside,) = shown_findings(study, "en")
        assert outside.evidence[0].words == "We burn it" and "Secret" not in repr(outside)
        (analyst,) = shown_findings(study, "en", for_user=people.analyst)
        assert "Secret" not in repr(analyst)
        (team,) = shown_findings(study, "en", for_user=people.manager)
        assert team.evidence[0].words == "Secret Ltd burns it"

    def test_a_finding_without_evidence_is_marked(self, inside, study, finding):
        page = lambda: inside.get(reverse("studies:findings", args=[study.pk])).content.decode()  # noqa: E731
        assert "Without evidence" in page() and "1 finding has no evidence." in page()
        make.evidence(finding, make.source(study))
        assert "Without evidence" not in page()

    def test_evidence_that_may_not_be_printed_is_told(self, study, finding, people):
        silent = make.interview(study, ContactFactory(), consent="refused")
        make.evidence(finding, make.passage(silent, "Never print this."))
        (shown,) = shown_findings(study, "en")
        assert shown.bare_in_print and not shown.bare and not shown.evidence[0].words

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_in_a_constant_number_of_queries(self, inside, study, number, django_assert_num_queries):
        for n in range(number):
            finding = make.finding(study, f"Finding {n}", position=n)
            interview = make.interview(study, ContactFactory())
            for thing in (make.passage(interview), make.table(study), make.source(study)):
                make.evidence(finding, thing)
            make.use(finding)
            make.use(finding, kind="need", need=need(), text="")
        inside.get(reverse("studies:findings", args=[study.pk]))
        with django_assert_num_queries(18):
            inside.get(reverse("studies:findings", args=[study.pk]))


@pytest.mark.django_db
class TestUses:
    def test_what_came_of_it_is_noted_once(self, finding, people):
        wanted, event = need(), events.event(people.manager)
        note(finding, people.analyst, "need", wanted, note="Asked at once")
        note(finding, people.manager, "event", event)
        note(finding, people.manager, "measure", text="Calls for a line")
        for kind, thing, more in (
            ("need", wanted, {}),
            ("event", event, {}),
            ("measure", None, {"text": "Calls for a line"}),
        ):
            with pytest.raises(BadInput, match="already"):
                note(finding, people.manager, kind, thing, **more)
        for kind in ("need", "aid", "event"):
            with pytest.raises(BadInput, match="Choose"):
                note(finding, people.manager, kind)
        with pytest.raises(BadInput, match="few words"):
            note(finding, people.manager, "idea", text="  ")
        assert Use.objects.count() == 3
        assert [each.note for each in findings_used("need", wanted.pk, "en", for_user=people.analyst)] == [
            "Asked at once"
        ]

    def test_who_may_note_and_take_back(self, finding, people):
        use = note(finding, people.analyst, "idea", text="A line")
        allowed = {
            name: (permissions.can_note_use(user), permissions.can_remove_use(user, use))
            for name, user in (
                ("administrator", people.administrator), ("lead", people.manager), ("other", people.other_manager),
                ("analyst", people.analyst), ("ministry", people.ministry),
            )
        }  # fmt: skip
        assert allowed == {
            "administrator": (True, True), "lead": (True, True), "other": (True, False), "analyst": (True, True),
            "ministry": (False, False),
        }  # fmt: skip
        with pytest.raises(PermissionDenied):
            note(finding, people.ministry, "idea", text="No")
        with pytest.raises(PermissionDenied):
            uses.remove_use(use=use, by=people.other_manager, at=AT)

    def test_the_study_page_notes_a_use(self, inside, finding):
        wanted = need()
        url = reverse("studies:use_add", args=[finding.pk])
        refused = inside.post(url, {"kind": "idea", "note": "My note"})
        assert refused.status_code == 422 and "My note" in refused.content.decode()
        inside.post(url, {"kind": "need", "need_id": wanted.pk, "text": "left aside"})
        assert Use.objects.get().need == wanted and not Use.objects.get().text
        page = inside.get(reverse("studies:findings", args=[finding.study_id])).content.decode()
        assert "A recycling partner" in page and reverse("needs:detail", args=[wanted.pk]) in page

    def test_the_other_side_shows_and_notes_it(self, inside, client, finding, people):
        event = events.event(people.manager)
        url = reverse("studies:of_event", args=[event.pk])
        assert url in inside.get(reverse("events:detail", args=[event.pk])).content.decode()
        htmx = {"HX-Request": "true"}
        assert inside.post(url, {}, headers=htmx).status_code == 422
        answer = inside.post(url, {"finding": finding.pk, "note": "A panel"}, headers=htmx).content.decode()
        assert "Half of the waste is burnt" in answer and "A panel" in answer
        assert inside.post(url, {"finding": finding.pk}, headers=htmx).status_code == 422
        client.force_login(people.ministry)
        assert "Half of" not in client.get(url).content.decode()  # the study is not published
        assert client.post(url, {"finding": finding.pk}).status_code == 403

    def test_of_a_study_given_up_nothing_comes(self, study, finding, people):
        study.state, study.dropped_reason = "dropped", "No data"
        study.save()
        with pytest.raises(BadInput, match="given up"):
            note(finding, people.manager, "idea", text="A line")
