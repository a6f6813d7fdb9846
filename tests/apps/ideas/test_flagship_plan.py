"""What is to be reached, what may go wrong, and by which line did a first sentence come to results?"""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from pypdf import PdfReader

from factories import flagships as make
from factories import ideas, matches
from factories.companies import CompanyFactory
from factories.ideas import AT
from grappe.apps.companies import operations as companies
from grappe.apps.ideas.models import (
    Decision,
    Deliverable,
    Flagship,
    Idea,
    IdeaLink,
    Indicator,
    Merge,
    Milestone,
    Risk,
)
from grappe.apps.ideas.operations import plans
from grappe.apps.ideas.operations.ideas import Origin, link
from grappe.apps.ideas.queries import linked
from grappe.apps.ideas.queries import plans as reading
from grappe.apps.ideas.queries.dossier import dossier_pdf
from grappe.apps.ideas.queries.flagships import flagship_for
from grappe.apps.ideas.queries.public_flagships import public_flagship, public_flagships
from grappe.apps.ideas.queries.trace import WIDTH, trace_of
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
TODAY = date(2027, 9, 1)
SENTENCE = "Nos chutes de carbone partent à l’incinérateur."
NAME = {"en": "Something"}


@pytest.fixture
def flagship(people):
    return make.flagship(people.manager)


class TestParts:
    @pytest.mark.parametrize(
        ("kind", "values", "says"),
        [
            ("milestone", {"names": NAME}, "by when"),
            ("milestone", {"names": {}, "due_on": TODAY}, "what it is"),
            ("deliverable", {"names": NAME}, "by when"),
            ("risk", {"names": NAME, "likelihood": 6, "impact": 1}, "1 to 5"),
            ("project", {"names": NAME, "begins_on": TODAY, "ends_on": date(2027, 1, 1)}, "before"),
            ("project", {"names": NAME, "link": "javascript:alert(1)"}, "https"),
            ("indicator", {"kind": "jobs", "year": 2027}, "expected"),
            ("indicator", {"kind": "luck", "year": 2027, "expected": Decimal(1)}, "what is counted"),
            ("indicator", {"kind": "jobs", "year": 2027, "expected": Decimal(-1)}, "less than zero"),
            ("cake", {}, "cannot be read"),
        ],
    )
    def test_what_is_refused(self, people, flagship, kind, values, says):
        with pytest.raises(BadInput, match=says):
            plans.add(flagship=flagship, kind=kind, values=values, by=people.manager, at=AT)

    def test_a_year_is_counted_once(self, people, flagship):
        values = {"kind": "jobs", "year": 2027, "expected": Decimal(5)}
        plans.add(flagship=flagship, kind="indicator", values=values, by=people.manager, at=AT)
        with pytest.raises(BadInput, match="already"):
            plans.add(flagship=flagship, kind="indicator", values=values, by=people.manager, at=AT)
        assert Indicator.objects.count() == 1

    def test_a_partner_of_another_project_is_none(self, people, flagship):
        other = make.partner(make.flagship(people.manager))
        values = {"names": NAME, "due_on": TODAY, "partner": other}
        with pytest.raises(BadInput):
            plans.add(flagship=flagship, kind="deliverable", values=values, by=people.manager, at=AT)

    def test_two_at_once(self, people, flagship):
        part = make.milestone(flagship)
        seen = reading.version_of("milestone", part)
        values = {"names": {"en": "Mine"}, "due_on": TODAY}
        plans.change(kind="milestone", part=part, values=values, version=seen, by=people.manager, at=AT)
        with pytest.raises(Stale):
            plans.change(kind="milestone", part=part, values=values, version=seen, by=people.manager, at=AT)

    def test_not_by_who_does_not_run_it(self, people, flagship):
        part = make.milestone(flagship)
        with pytest.raises(PermissionDenied):
            plans.remove(kind="milestone", part=part, by=people.other_manager, at=AT)
        assert Milestone.objects.exists()

    @pytest.mark.parametrize(
        ("kind", "sent"),
        [
            ("milestone", {"names_en": "First", "due_on": "2027-06-01"}),
            ("deliverable", {"names_fr": "Rapport", "due_on": "2027-06-01"}),
            ("risk", {"names_de": "Ausfall", "likelihood": "4", "impact": "5"}),
            ("project", {"names_en": "Fibres", "costs_eur": "30 000"}),
            ("indicator", {"kind": "investment", "year": "2027", "expected": "1 200 000"}),
        ],
    )
    def test_from_the_page(self, client, people, flagship, kind, sent):
        client.force_login(people.manager)
        if kind == "risk":
            sent = sent | {"owner": f"u{people.manager.pk}"}
        partner = make.partner(flagship)
        if kind == "project":
            sent = sent | {"partners": [str(partner.pk)]}
        answer = client.post(f"/ideas/flagships/{flagship.pk}/plan/{kind}/new/", sent)
        assert answer.status_code == 302, answer.content.decode()[:3000]
        part = reading.MODELS[kind].objects.get()
        address = f"/ideas/flagships/plan/{kind}/{part.pk}/"
        assert client.get(address).status_code == 200
        answer = client.post(address, sent | {"version": reading.version_of(kind, part)})
        assert answer.status_code == 302
        assert client.get(f"/ideas/flagships/{flagship.pk}/plan/").status_code == 200

    def test_an_unknown_kind_is_a_404(self, client, people, flagship):
        client.force_login(people.manager)
        assert client.get(f"/ideas/flagships/{flagship.pk}/plan/cake/new/").status_code == 404


class TestMatrix:
    def test_each_open_risk_stands_in_its_cell_with_its_number_in_the_table(self, flagship):
        first, second = make.risk(flagship, 5, 4), make.risk(flagship, 2, 3)
        make.risk(flagship, 5, 5, closed_on=TODAY)  # no longer one, the first of the table
        plan = reading.plan_of(flagship)
        cells = {(likelihood, cell.impact): cell for likelihood, row in plan.matrix for cell in row}
        assert len(cells) == 25 and [likelihood for likelihood, _row in plan.matrix] == [5, 4, 3, 2, 1]
        assert cells[5, 4].risks == ((2, first),) and cells[2, 3].risks == ((3, second),)
        assert sum(len(cell.risks) for cell in cells.values()) == 2
        assert all(cell.weight == likelihood * impact for (likelihood, impact), cell in cells.items())
        assert all(cell.high == (cell.weight >= reading.HIGH) for cell in cells.values())

    def test_there_is_none_without_an_open_risk(self, flagship):
        make.risk(flagship, closed_on=TODAY)
        assert reading.plan_of(flagship).matrix == ()

    def test_leads_to_the_line_of_the_table(self, client, people, flagship):
        risk = make.risk(flagship)
        client.force_login(people.ministry)
        page = client.get(f"/ideas/flagships/{flagship.pk}/plan/").content.decode()
        assert f'href="#risk-{risk.pk}"' in page and f'id="risk-{risk.pk}"' in page


class TestWhatIsLate:
    def test_milestones_and_risks_of_those_who_run_it(self, people, flagship):
        late = make.milestone(flagship, due_on=TODAY - timedelta(days=1))
        make.milestone(flagship, due_on=TODAY)
        make.milestone(flagship, due_on=TODAY - timedelta(days=9), reached_on=TODAY)
        high = make.risk(flagship, 3, 4)
        make.risk(flagship, 2, 5)
        make.risk(flagship, 5, 5, owner=people.manager)
        make.risk(flagship, 5, 5, closed_on=TODAY)
        asked = {"for_user": people.manager}
        assert reading.late_milestones(**asked, today=TODAY) == [late]
        assert reading.risks_without_owner(**asked) == [high]
        assert reading.late_milestones(for_user=people.other_manager, today=TODAY) == []
        Flagship.objects.update(state="stopped")
        assert reading.late_milestones(**asked, today=TODAY) == [] == reading.risks_without_owner(**asked)

    def test_what_is_not_known_is_not_zero(self, flagship):
        Indicator.objects.create(flagship=flagship, kind="jobs", year=2027, expected=5)
        Indicator.objects.create(flagship=flagship, kind="jobs", year=2028, expected=5, reached=3)
        (kind,) = reading.counted(list(flagship.indicators.all()))
        assert (kind.expected, kind.reached) == (10, 3)
        Indicator.objects.filter(year=2028).update(reached=None)
        assert reading.counted(list(flagship.indicators.all()))[0].reached is None


def marked(people) -> object:
    """A sentence marked in the notes of a contact with a company."""
    company = CompanyFactory(name="Fibres Modèles S.A.")
    at = datetime(2026, 1, 12, 9, 0, tzinfo=AT.tzinfo)
    contact = companies.plan_contact(
        company=company,
        kind="phone",
        subject="Call",
        starts_at=at,
        by=people.administrator,
        at=at,
        invite=False,
    )
    companies.save_notes(
        contact=contact,
        text=SENTENCE,
        based_on=contact.notes_version,
        language="fr",
        by=people.administrator,
        at=at,
    )
    contact.refresh_from_db()
    return companies.mark_passage(
        contact=contact, kind="idea", passage=SENTENCE, by=people.administrator, at=at
    )


def with_a_way(people) -> Flagship:
    """A flagship project that runs: from a sentence in a note over a gate to jobs."""
    flagship = make.whole(people.manager, state="running", public=True)
    link(
        idea=flagship.idea,
        origin=Origin("mark", marked(people), SENTENCE),
        is_origin=True,
        by=people.manager,
        at=AT,
    )
    gate = ideas.gate(
        "candidate", "flagship", slug="last", names={"en": "Last gate", "fr": "Dernier jalon", "de": "Letzte"}
    )
    opened = ideas.assessment(flagship.idea, gate, state="decided")
    Decision.objects.create(
        assessment=opened,
        outcome="pass",
        reasons={"en": "Strong partners."},
        decided_at=AT,
        decided_by=people.administrator,
    )
    joined = ideas.idea(people.manager, "Pool the offcuts", at=AT)
    Merge.objects.create(kept=flagship.idea, absorbed=joined, at=AT, by=people.manager)
    Milestone.objects.update(reached_on=date(2027, 5, 2))
    return Flagship.objects.get(pk=flagship.pk)


class TestTheLine:
    def test_from_the_sentence_to_the_jobs_in_order(self, people):
        line = trace_of(with_a_way(people).idea, for_user=people.manager)
        kinds = [each.kind for each in line.stops]
        assert kinds[0] == "sentence" and kinds[-1] == "result"
        assert [each.on for each in line.stops] == sorted(each.on for each in line.stops)
        said = " ".join(f"{each.title} {each.words} {each.who}" for each in line.stops)
        for words in (
            SENTENCE,
            "Fibres Modèles",
            "Pool the offcuts",
            "Last gate",
            "Strong partners.",
            "First line runs",
            "4 reached in 2027",
        ):
            assert words in said
        assert [each.number for each in line.drawn] == list(range(1, len(line.stops) + 1))
        places = [each.x for each in line.drawn]
        assert places == sorted(set(places)) and places[0] > 0 and places[-1] < WIDTH

    def test_the_ministry_reads_it_without_the_sentence(self, client, people):
        flagship = with_a_way(people)
        line = trace_of(flagship.idea, for_user=people.ministry)
        first = line.stops[0]
        assert first.withheld and not first.url and not first.who
        client.force_login(people.ministry)
        page = client.get(f"/ideas/flagships/{flagship.pk}/trace/").content.decode()
        assert SENTENCE not in page and "Fibres Modèles" not in page and "Last gate" in page

    @pytest.mark.parametrize("stages", [1, 3])
    def test_asks_the_same_however_long(self, people, django_assert_num_queries, stages):
        flagship = with_a_way(people)
        for number in range(stages):
            make.milestone(flagship, reached_on=date(2027, 3, 1 + number))
            IdeaLink.objects.create(idea=flagship.idea, kind="event", origin=True, linked_at=AT)
        idea = Flagship.objects.get().idea
        with django_assert_num_queries(14):
            trace_of(idea, for_user=people.manager)

    def test_letters_and_what_was_handed_over_stand_in_it(self, people):
        flagship = with_a_way(people)
        Deliverable.objects.update(delivered_on=date(2027, 8, 1))
        said = " ".join(
            f"{each.title} {each.words}" for each in trace_of(flagship.idea, for_user=people.manager).stops
        )
        assert "2 organisations have signed" in said and "Deliverable handed over Report" in said

    def test_what_it_came_from_stands_where_it_was_said_and_not_where_it_was_linked(self, people):
        idea = ideas.idea(people.manager, at=AT)
        need = matches.need(CompanyFactory(), "Less waste")
        IdeaLink.objects.create(
            idea=idea, kind="need", need=need, origin=True, linked_at=AT + timedelta(days=90)
        )
        first, *_rest = trace_of(idea, for_user=people.manager).stops
        assert (first.kind, first.on, need.title in first.who) == ("sentence", need.created_at.date(), True)

    def test_a_source_that_is_not_the_reader_s_is_withheld(self, people, monkeypatch):
        flagship = with_a_way(people)

        def refused(*_args, **_kwargs):
            raise PermissionDenied

        monkeypatch.setattr(linked, "source_of", refused)
        first = trace_of(flagship.idea, for_user=people.manager).stops[0]
        assert first.withheld and SENTENCE not in first.words and not first.who and not first.url

    def test_steps_of_one_day_stay_apart(self, people):
        idea = ideas.idea(people.manager)
        for _number in range(30):
            IdeaLink.objects.create(idea=idea, kind="event", origin=True, linked_at=AT)
        places = [each.x for each in trace_of(idea, for_user=people.manager).drawn]
        assert len(set(places)) == 31 and max(places) <= WIDTH


def text_of(content: bytes) -> str:
    return " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


class TestDossier:
    @pytest.mark.parametrize(
        ("language", "words"),
        [("en", "Letter of intent"), ("fr", "Lettre d’intention"), ("de", "Absichtserklärung")],
    )
    def test_in_each_language_without_anything_confidential(self, people, language, words):
        flagship = with_a_way(people)
        content = dossier_pdf(flagship, language=language, today=TODAY, for_user=people.manager)
        read = PdfReader(io.BytesIO(content))
        said = "".join(page.extract_text() for page in read.pages).replace("\n", " ")
        assert read.metadata.title == make.NAMES[language]
        for each in (words, "Alpha S.A.", "Beta GmbH", "2028"):
            assert each in said
        assert "incinérateur" not in said and "Fibres Modèles" not in said

    def test_never_names_a_confidential_idea_that_was_joined(self, people):
        flagship = with_a_way(people)
        Idea.objects.filter(title="Pool the offcuts").update(confidential=True)
        for user in (people.manager, people.administrator, people.ministry):
            assert "Pool the offcuts" not in text_of(
                dossier_pdf(flagship, language="en", today=TODAY, for_user=user)
            )

    def test_has_the_amount_of_a_letter_only_for_whom_it_is_no_secret(self, people):
        flagship = with_a_way(people)
        flagship.partners.update(letter_eur=Decimal(123_457))
        for name, user in people.by_role().items():
            fresh = flagship_for(flagship.pk, for_user=user)
            said = text_of(dossier_pdf(fresh, language="en", today=TODAY, for_user=user))
            assert ("123,457" in said) == (name in ("administrator", "manager", "ministry")), name

    def test_has_the_matrix_and_its_numbers(self, people):
        flagship = with_a_way(people)
        said = text_of(dossier_pdf(flagship, language="en", today=TODAY, for_user=people.manager))
        assert "Likely ↑ · Bad →" in said and "4 × 5 = 20" in said

    def test_of_a_project_that_has_nothing_yet(self, people, flagship):
        assert dossier_pdf(flagship, language="fr", today=TODAY, for_user=people.ministry)[:5] == b"%PDF-"

    def test_is_downloaded_by_the_ministry(self, client, people):
        flagship = with_a_way(people)
        client.force_login(people.ministry)
        answer = client.get(f"/ideas/flagships/{flagship.pk}/dossier/?language=de")
        assert (
            answer["Content-Type"] == "application/pdf"
            and f"{flagship.slug}-de.pdf" in answer["Content-Disposition"]
        )


class TestForEverybody:
    def test_the_page_has_no_letters_risks_or_money(self, client, people):
        flagship = with_a_way(people)
        page = client.get(f"/ideas/f/{flagship.slug}/?language=fr").content.decode()
        assert "Alpha S.A." in page and "Centre national" in page
        for secret in ("100", "A partner leaves", SENTENCE, "60", "letter.pdf"):
            assert secret not in page.split("<main")[1]
        assert flagship.slug in client.get("/ideas/f/").content.decode()

    def test_who_has_only_been_asked_is_not_named(self, client, people):
        flagship = with_a_way(people)
        asked = make.partner(flagship, "Still Thinking S.A.")
        flagship.projects.get().partners.add(asked)
        address = f"/ideas/f/{flagship.slug}/?language=en"
        assert "Still Thinking" not in client.get(address).content.decode()
        make.letter(asked)
        assert client.get(address).content.decode().count("Still Thinking S.A.") == 2

    @pytest.mark.parametrize("role", ["administrator", "manager", "other_manager", "analyst", "ministry"])
    def test_what_may_and_may_not_be_public(self, client, people, role):
        """Nothing that only people inside see, whoever looks: each of these words stands on some page inside."""
        flagship = with_a_way(people)
        contact = ideas.contributor(name="Robin Contact")
        flagship.partners.update(letter_eur=Decimal(777_001), letter_put_by="Put By", contact=contact)
        Flagship.objects.update(
            governance={"en": "Board decides"}, ended_why="Why it ended", applied_on=date(2026, 5, 4)
        )
        client.force_login(getattr(people, role))
        page = client.get(f"/ideas/f/{flagship.slug}/?language=en").content.decode().split("<main")[1]
        for secret in (
            "777", "Put By", "Robin Contact", contact.email, "Board decides", "Why it ended", "A partner leaves",
            SENTENCE, "Fibres Modèles", "Pool the offcuts", "Strong partners", "40,000", "60,000", "letter.pdf",
        ):  # fmt: skip
            assert secret not in page
        for shown in ("Alpha S.A.", "Recycling of fibres", "First line runs", people.manager.email):
            assert shown in page

    @pytest.mark.parametrize("why", ["not public", "confidential", "stopped", "parked", "rejected"])
    def test_what_nobody_may_see(self, client, people, why):
        flagship = make.whole(people.manager, public=why != "not public")
        if why == "confidential":
            type(flagship.idea).objects.filter(pk=flagship.idea_id).update(confidential=True)
        if why in ("parked", "rejected"):
            type(flagship.idea).objects.update(stage=why, rested_from="flagship")
        if why == "stopped":
            Flagship.objects.update(state="stopped")
        assert client.get(f"/ideas/f/{flagship.slug}/").status_code == 404
        assert public_flagships() == []

    def test_is_answered_from_a_cache_until_it_changes(self, client, people):
        flagship = make.whole(people.manager, public=True)
        address = f"/ideas/f/{flagship.slug}/?language=en"
        tag = client.get(address)["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        Risk.objects.all().delete()
        Milestone.objects.update(reached_on=TODAY)
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 200
        assert public_flagship(flagship.slug).milestones[0].reached_on == TODAY
