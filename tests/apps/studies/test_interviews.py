"""Is a guide asked in order, are answers and consents kept, and does nothing said leave the team that may not?"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from factories import studies as make
from factories.companies import CompanyFactory, ContactFactory, FiguresFactory, PersonFactory
from grappe.apps.companies.models import Contact
from grappe.apps.companies.queries.alike import Alike, how_many, size_class
from grappe.apps.studies.models import Interview, InterviewAnswer, Passage
from grappe.apps.studies.operations import guide as guide_operations
from grappe.apps.studies.operations import interviews as operations
from grappe.apps.studies.operations import passages as passage_operations
from grappe.apps.studies.queries import anonymity, consents, descriptions, guide_order
from grappe.apps.studies.queries import guide as guide_queries
from grappe.apps.studies.queries.content import content_of
from grappe.apps.studies.queries.guide_paper import guide_pdf
from grappe.apps.studies.queries.interview_answers import answers_over_all
from grappe.apps.studies.queries.nameable import nameable
from grappe.apps.studies.queries.passages import named_places, proposed
from grappe.apps.studies.queries.written import description_as_written
from grappe.ui import conflicts
from grappe.ui.errors import BadInput, Stale

AT = make.AT
CONSENTS = ("named", "anonymous", "refused", "unasked")
TWO = [{"en": "Burnt", "fr": "Brûlé"}, {"en": "Reused"}]


class TestOrder:
    """Headings and questions are never lost, whatever is moved."""

    @given(st.lists(st.booleans(), min_size=1, max_size=7), st.integers(0, 6), st.booleans())
    def test_nothing_is_lost(self, heads, place, up):
        rows = [(number, {"en": f"part {number}"} if head else {}) for number, head in enumerate(heads)]
        moved = guide_order.moved(rows, min(place, len(rows) - 1), up=up)
        assert sorted(key for key, _part in moved) == [key for key, _part in rows]
        assert sorted(str(part) for _key, part in moved) == sorted(str(part) for _key, part in rows)

    def test_within_its_part_the_heading_stays_on_top(self):
        rows = [("a", {"en": "A"}), ("b", {}), ("c", {})]
        assert guide_order.moved(rows, 0, up=False) == [("b", {"en": "A"}), ("a", {}), ("c", {})]

    def test_at_the_edge_it_goes_over_into_the_next_part(self):
        rows = [("a", {"en": "A"}), ("b", {}), ("c", {"en": "C"}), ("d", {})]
        down = guide_order.moved(rows, 1, up=False)
        assert down == [("a", {"en": "A"}), ("b", {"en": "C"}), ("c", {}), ("d", {})]
        assert guide_order.moved(down, 1, up=True) == rows

    def test_a_part_of_one_goes_as_a_whole(self):
        rows = [("a", {"en": "A"}), ("b", {"en": "B"}), ("c", {})]
        assert guide_order.moved(rows, 0, up=False) == [("b", {"en": "B"}), ("a", {"en": "A"}), ("c", {})]


@pytest.fixture
def study(people):
    return make.study(people.manager)


@pytest.fixture
def inside(client, people):
    client.force_login(people.manager)
    return client


@pytest.fixture
def held(study, people):
    company = CompanyFactory(
        name="Blaue Eule S.à r.l.", clusters=[seat.cluster for seat in people.manager.memberships.all()]
    )
    PersonFactory(company=company, name="Anna Beispill")
    return make.interview(study, ContactFactory(company=company), consent="unasked")


def said(interview, question, by, value=None, text="", version=0):
    return operations.answer(
        interview=interview, question=question, value=value, text=text, version=version, by=by, at=AT
    )


def agree(interview, consent, noted_by, **more):
    facts = {"how": "spoken", "on": AT.date(), "by": "Anna Beispill"} | more
    return operations.set_consent(
        interview=interview, given=operations.Given(consent, **facts), by=noted_by, at=AT
    )


@pytest.mark.django_db
class TestGuide:
    def test_a_question_is_written_moved_and_removed(self, study, people):
        draft = guide_operations.Draft({"en": " What? "}, part={"en": "Waste"})
        first = guide_operations.save_question(study=study, draft=draft, by=people.manager, at=AT)
        second = guide_operations.save_question(
            study=study,
            draft=guide_operations.Draft({"fr": "Combien ?"}, kind="number", unit="t"),
            by=people.manager,
            at=AT,
        )
        assert guide_operations.move(question=second, up=True, by=people.manager, at=AT) == 1
        parts, _retired = guide_queries.guide_of(study)
        assert [(each.heading, [one.question.pk for one in each.questions]) for each in parts] == [
            ({"en": "Waste"}, [second.pk, first.pk])
        ]
        guide_operations.remove(question=second, by=people.manager, at=AT)
        parts, _retired = guide_queries.guide_of(study)
        assert [(each.heading, len(each.questions)) for each in parts] == [({"en": "Waste"}, 1)]

    @pytest.mark.parametrize(
        "draft",
        [
            guide_operations.Draft({"en": " "}),
            guide_operations.Draft({"en": "x" * 1_001}),
            guide_operations.Draft({"en": "What?"}, kind="shoe"),
            guide_operations.Draft({"en": "What?"}, kind="choice", choices=TWO[:1]),
        ],
    )
    def test_what_cannot_be_asked_is_refused(self, study, people, draft):
        with pytest.raises(BadInput):
            guide_operations.save_question(study=study, draft=draft, by=people.manager, at=AT)
        assert not study.guide.exists()

    def test_what_was_answered_keeps_its_meaning(self, study, people, held):
        question = make.question(study, kind="choice", choices=TWO)
        said(held, question, people.manager, value=1)
        draft = guide_operations.Draft({"en": "What?"}, kind="text")
        with pytest.raises(BadInput, match="was answered"):
            guide_operations.save_question(
                study=study, question=question, draft=draft, by=people.manager, at=AT
            )
        with pytest.raises(BadInput, match="was answered"):
            guide_operations.remove(question=question, by=people.manager, at=AT)
        guide_operations.set_retired(question=question, retired=True, by=people.manager, at=AT)
        parts, retired = guide_queries.guide_of(study)
        assert (parts, [each.answer_count for each in retired]) == ([], [1])

    def test_a_guide_is_copied_once(self, study, people):
        other = make.study(people.other_manager)
        make.question(other, part={"en": "A"}, hypothesis=make.hypothesis(other))
        make.question(other, "How many?", kind="number", unit="t")
        make.question(other, "Old", retired=True)
        copied = [
            guide_operations.copy(study=study, source=other, by=people.manager, at=AT) for _twice in range(2)
        ]
        assert copied == [2, 0]
        assert [(each.unit, each.hypothesis) for each in study.guide.all()] == [("", None), ("t", None)]

    def test_others_neither_read_nor_write_it(self, study, people):
        question = make.question(study)
        with pytest.raises(PermissionDenied):
            guide_queries.question_for(question.pk, for_user=people.analyst)
        with pytest.raises(PermissionDenied):
            guide_operations.move(question=question, up=True, by=people.analyst, at=AT)

    @pytest.mark.parametrize("language", ["en", "fr", "de"])
    def test_it_is_printed(self, study, people, language):
        make.question(study, "#strong[*<script>", part={"en": "Part"})
        make.question(study, "Which?", kind="choices", choices=TWO)
        make.question(study, "How many?", kind="number", unit="t")
        make.question(study, "Yes?", kind="yes_no")
        assert guide_pdf(study, for_user=people.manager, language=language).startswith(b"%PDF")


@pytest.mark.django_db
class TestAnswers:
    @pytest.mark.parametrize(
        ("kind", "value", "kept"),
        [
            ("choice", 1, 1),
            ("choices", [1, 0, 1], [0, 1]),
            ("scale", 5, 5),
            ("yes_no", False, False),
            ("number", Decimal("1200.50"), "1200.5"),
        ],
    )
    def test_each_kind_is_kept(self, study, people, held, kind, value, kept):
        answer = said(
            held, make.question(study, kind=kind, choices=TWO), people.manager, value=value, text="so "
        )
        answer.refresh_from_db()
        assert (answer.value, answer.text, answer.version) == (kept, "so", 1)

    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            ("choice", 2),
            ("choice", True),
            ("choices", ["x"]),
            ("scale", 6),
            ("yes_no", 1),
            ("number", Decimal("NaN")),
            ("text", 1),
        ],
    )
    def test_what_is_no_answer_is_refused(self, study, people, held, kind, value):
        with pytest.raises(BadInput, match="no answer"):
            said(held, make.question(study, kind=kind, choices=TWO), people.manager, value=value)
        assert not InterviewAnswer.objects.exists()

    def test_two_people_do_not_overwrite_each_other(self, study, people, held):
        question = make.question(study)
        said(held, question, people.manager, text="mine")
        assert said(held, question, people.administrator, text="mine").version == 1  # the same is no conflict
        with pytest.raises(Stale) as stale:
            said(held, question, people.administrator, text="other")
        assert stale.value.current.text == "mine"
        assert said(held, question, people.administrator, text="other", version=1).version == 2

    def test_a_page_saves_an_answer_and_says_what_is_wrong(self, inside, study, held):
        question = make.question(study, kind="number", unit="t")
        url = f"/studies/interviews/{held.pk}/answer/{question.pk}/"
        htmx = {"HX-Request": "true"}
        answer = inside.post(url, {"version": 0, "value": "1.234,5", "text": "about"}, headers=htmx)
        assert (
            answer.status_code == 200 and f'id="version-{question.pk}" value="1"' in answer.content.decode()
        )
        assert InterviewAnswer.objects.get().value == "1234.5"
        assert inside.post(url, {"version": 1, "value": "many"}, headers=htmx).status_code == 422
        stale = inside.post(url, {"version": 0, "value": "7"}, headers=htmx)
        assert stale.status_code == 409 and "1234.5 t" in stale.content.decode()

    def test_all_interviews_are_counted(self, study, people, held):
        choice, number = (
            make.question(study, kind="choices", choices=TWO),
            make.question(study, kind="number"),
        )
        other = make.interview(study, ContactFactory())
        said(held, choice, people.manager, value=[0, 1], text="both")
        said(other, choice, people.manager, value=[0])
        for interview, value in ((held, 10), (other, 20)):
            said(interview, number, people.manager, value=Decimal(value))
        first, second = answers_over_all(study, for_user=people.manager, language="en")
        assert [(each.label, each.number, each.share) for each in first.tallies] == [
            ("Burnt", 2, 100),
            ("Reused", 1, 50),
        ]
        assert [bar["value"] for bar in first.chart["series"][0]["data"]] == [1, 2] and [
            each.text for each in first.said
        ] == ["both"]
        assert second.range == (10, 15, 20)
        with pytest.raises(PermissionDenied):
            answers_over_all(study, for_user=people.analyst, language="en")

    def test_answers_in_confidence_are_for_those_who_read_the_contact(self, client, study, people, held):
        """Somebody of the team who may not read the contact reads how many interviews are left out."""
        question = make.question(study)
        said(held, question, people.manager, text="Zwetschke")
        said(make.interview(study, ContactFactory()), question, people.manager, text="Apple")
        type(held.contact).objects.filter(pk=held.contact_id).update(audience="confidence")
        study.team.add(people.analyst)
        for user, sees in ((people.manager, True), (people.analyst, False)):
            (asked,) = answers_over_all(study, for_user=user, language="en")
            assert [each.text for each in asked.said] == ["Zwetschke", "Apple"][not sees :]
            assert asked.number == 1 + sees
            client.force_login(user)
            page = client.get(reverse("studies:interview_answers", args=[study.pk])).content.decode()
            assert ("Zwetschke" in page, "1 interview was held in confidence" in page) == (sees, not sees)


@pytest.mark.django_db
class TestInterviews:
    def test_a_contact_is_planned_as_an_interview(self, inside, study, people, held):
        company = held.contact.company
        url = f"/studies/{study.pk}/interviews/add/?company={company.pk}"
        posted = {"kind": "visit", "subject": "Interview", "starts_at": "2026-12-03T10:00", "minutes": 60}
        assert inside.post(url, posted).status_code == 302
        contact = Contact.objects.get(subject="Interview")
        planned = Interview.objects.get(contact=contact)
        assert planned.consent == "unasked" and planned.code.startswith("I-") and planned.descriptions["en"]
        assert inside.post(url, posted | {"kind": "video"}).status_code == 422
        page = inside.get(f"/studies/of-contact/{contact.pk}/").content.decode()
        assert planned.code in page

    def test_others_do_not_see_that_a_contact_is_one(self, client, people, held):
        client.force_login(people.analyst)
        answer = client.get(f"/studies/of-contact/{held.contact_id}/")
        assert answer.status_code == 200 and answer.content.strip() == b""

    def test_a_contact_is_taken_once_and_not_when_cancelled(self, study, people, held):
        with pytest.raises(BadInput, match="already"):
            operations.take(study=study, contact=held.contact, by=people.manager, at=AT)
        with pytest.raises(BadInput, match="cancelled"):
            operations.take(study=study, contact=ContactFactory(state="cancelled"), by=people.manager, at=AT)

    def test_codes_are_drawn_without_repeating(self, study, people):
        taken = {
            operations.take(study=study, contact=ContactFactory(), by=people.manager, at=AT).code
            for _n in range(12)
        }
        assert len(taken) == 12

    def test_it_leaves_the_study_only_while_nothing_was_said(self, study, people, held):
        said(held, make.question(study), people.manager, text="so")
        with pytest.raises(BadInput, match="stays"):
            operations.remove(interview=held, by=people.manager, at=AT)
        empty = make.interview(study, ContactFactory())
        operations.remove(interview=empty, by=people.manager, at=AT)
        assert Interview.objects.count() == 1 and Contact.objects.count() == 2

    @pytest.mark.parametrize("number", [1, 3])
    def test_lists_and_pages_ask_little(self, inside, study, people, held, number, django_assert_num_queries):
        question = make.question(study, kind="choice", choices=TWO)
        for _n in range(number):
            interview = make.interview(study, ContactFactory(company=held.contact.company))
            said(interview, question, people.manager, value=0, text="so")
            make.passage(interview, "so")
            make.question(study)
        first, *_others = addresses = [
            f"/studies/{study.pk}/interviews/",
            f"/studies/interviews/{interview.pk}/",
            f"/studies/{study.pk}/interviews/answers/",
            f"/studies/{study.pk}/guide/",
        ]
        inside.get(first)
        for address, queries in zip(addresses, (8, 15, 9, 8), strict=True):
            with django_assert_num_queries(queries):
                assert inside.get(address).status_code == 200


@pytest.mark.django_db
class TestConsent:
    def test_it_is_whole_or_not_at_all(self, people, held):
        for lacks in ({"how": ""}, {"on": None}, {"by": " "}, {"on": AT.date() + timedelta(days=1)}):
            with pytest.raises(BadInput):
                agree(held, "named", people.manager, **lacks)
        with pytest.raises(PermissionDenied):
            agree(held, "named", people.analyst)
        held.refresh_from_db()
        assert held.consent == "unasked"

    def test_what_was_noted_stays_in_the_history(self, people, held):
        agree(held, "named", people.manager)
        agree(held, "refused", people.administrator, by="Her lawyer")
        found = consents.history_of(held)
        assert [(each.by, each.noted_by) for each in found] == [
            ("Her lawyer", people.administrator.name), ("Anna Beispill", people.manager.name),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("consents_of", "names_companies"),
        product(product(["named", "anonymous", "refused", "unasked"], repeat=2), [True, False]),
    )
    def test_the_strictest_word_counts_for_the_company(
        self, study, held, people, consents_of, names_companies
    ):
        """Truth table: both interviews of one company; named only where no quotable one is without names."""
        study.named_companies = names_companies
        study.save()
        other = make.interview(study, ContactFactory(company=held.contact.company), consent="unasked")
        for interview, consent in zip((held, other), consents_of, strict=True):
            agree(interview, consent, people.manager)
        expected = names_companies and "named" in consents_of and "anonymous" not in consents_of
        assert (held.contact.company_id in nameable(study)) is expected
        assert bool(anonymity.names_in(study, "Blaue Eule")) is not expected

    def test_the_named_interview_does_not_give_the_other_one_away(self, study, held, people):
        study.named_companies = True
        study.save()
        other = make.interview(study, ContactFactory(company=held.contact.company))
        finding = make.finding(study)
        for interview, words in ((held, "By name"), (other, "Without")):
            make.evidence(finding, make.passage(interview, words))
        agree(held, "named", people.manager)
        printed = content_of(study)["findings"][0]["evidence"]
        assert all("Blaue" not in str(each) for each in printed) and {each["code"] for each in printed} == {
            held.code,
            other.code,
        }
        agree(other, "refused", people.manager)
        assert "Blaue Eule" in str(content_of(study)["findings"][0]["evidence"])

    def test_taken_back_it_leaves_what_is_not_published_and_what_is_is_listed(self, study, held, people):
        words = "We burn what we cannot sell at a good price."
        held = agree(held, "anonymous", people.manager)
        make.evidence(make.finding(study), make.passage(held, words))
        edition = study.editions.create(number=1, content=content_of(study), published_at=AT)
        make.section(study, words=f"They say: {words}")
        assert consents.printed_without_consent(held, nameable(study)) == []
        refused = agree(held, "refused", people.manager)
        assert words not in str(content_of(study)["findings"])
        assert [
            (each.edition, each.words) for each in consents.printed_without_consent(refused, nameable(study))
        ] == [(1, words)]
        assert consents.written_without_consent(refused) == [words]
        edition.withdrawn_at, edition.withdrawn_reason = AT, {"en": "Taken back"}
        edition.save()
        assert consents.printed_without_consent(refused, nameable(study)) == []

    def test_no_longer_by_name_what_names_it_is_listed(self, study, held, people):
        study.named_companies = True
        study.save()
        held = agree(held, "named", people.manager)
        make.evidence(make.finding(study), make.passage(held))
        study.editions.create(number=1, content=content_of(study), published_at=AT)
        assert consents.printed_without_consent(held, nameable(study)) == []
        without = agree(held, "anonymous", people.manager)
        assert len(consents.printed_without_consent(without, nameable(study))) == 1


@pytest.mark.django_db
class TestPassages:
    def test_words_of_an_answer_and_of_the_notes_are_marked(self, study, people, held):
        answer = said(held, make.question(study), people.manager, text="We burn it. Sadly.")
        held.contact.notes = "Loud hall"
        held.contact.save()
        mark = passage_operations.mark
        one = mark(interview=held, answer=answer, passage=" We burn it. ", by=people.manager, at=AT)
        assert mark(interview=held, answer=answer, passage="We burn it.", by=people.manager, at=AT) == one
        assert one.published == {}
        mark(interview=held, passage="Loud", by=people.manager, at=AT)
        for answer_or_none, words in ((answer, "We sell it."), (None, "We burn it."), (answer, " ")):
            with pytest.raises(BadInput):
                mark(interview=held, answer=answer_or_none, passage=words, by=people.manager, at=AT)
        assert Passage.objects.count() == 2

    def test_a_page_saves_the_answer_before_it_marks(self, inside, study, held):
        question = make.question(study)
        posted = {"question": question.pk, "version": 0, "text": "We burn it all.", "passage": "burn it"}
        answer = inside.post(f"/studies/interviews/{held.pk}/mark/", posted, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert (
            Passage.objects.get().words == "burn it"
            and InterviewAnswer.objects.get().text == "We burn it all."
        )

    def test_names_are_replaced_in_what_is_proposed_and_shown_where_they_stand(self, study, held):
        held.language, held.descriptions = "fr", {"fr": "une entreprise"}
        held.save()
        passage = make.passage(held, "Chez Blaue Eule, Anna Beispill brûle tout.", published={})
        assert proposed(passage) == {"fr": "Chez une entreprise, une entreprise brûle tout."}
        pieces = named_places(study, passage.words)
        assert "".join(each.text for each in pieces) == passage.words
        assert [each.text for each in pieces if each.named] == ["Blaue Eule", "Anna Beispill"]

    def test_a_page_takes_them_for_print_and_warns_of_names(self, inside, held):
        passage = make.passage(held, published={})
        url = f"/studies/passages/{passage.pk}/"
        page = inside.post(url, {"published_en": "Blaue Eule burns", "then": "look"})
        assert "<mark>Blaue Eule" in page.content.decode()
        passage.refresh_from_db()
        assert passage.published == {}
        answer = inside.post(url, {"published_en": "Blaue Eule burns", "then": "save"}, follow=True)
        assert "names stand in it" in answer.content.decode()
        inside.post(url, {"published_en": "They burn", "then": "out"})
        passage.refresh_from_db()
        assert passage.published == {}

    def test_what_a_finding_rests_on_stays(self, study, people, held):
        passage = make.passage(held)
        make.evidence(make.finding(study), passage)
        with pytest.raises(BadInput, match="rests on"):
            passage_operations.remove(passage=passage, by=people.manager, at=AT)


@pytest.mark.django_db
class TestDescriptions:
    @pytest.mark.parametrize(
        ("headcount", "size"),
        [(None, ""), ("0.5", "0-9"), ("9.9", "0-9"), ("10", "10-49"), ("249.5", "50-249"), ("250", "250-")],
    )
    def test_sizes(self, headcount, size):
        assert size_class(Decimal(headcount) if headcount else None) == size

    def test_those_on_file_are_counted(self):
        for headcount in (60, 60, 12):
            FiguresFactory(company=CompanyFactory(), headcount=headcount)
        archived = CompanyFactory(archived_at=AT)
        FiguresFactory(company=archived, headcount=60)
        CompanyFactory()
        assert how_many([Alike(size="50-249"), Alike(), Alike(size="250-"), Alike(nace="22")]) == [2, 4, 0, 0]
        assert how_many([]) == []

    def test_the_narrowest_that_fits_three_is_advised(self):
        companies = [CompanyFactory() for _n in range(3)]
        for company in companies[:2]:
            FiguresFactory(company=company, headcount=60)
        offered = descriptions.proposals(companies[0])
        assert [(each.said_of["size"], each.fits, each.is_narrow) for each in offered] == [
            ("50-249", 2, True),
            ("", 3, False),
        ]
        assert offered[0].texts["en"] == "a company with 50 to 249 staff"
        assert descriptions.best(offered).texts["fr"] == "une entreprise"

    def test_own_words_are_not_counted(self, people, held):
        offered = descriptions.proposals(held.contact.company)
        chosen = operations.describe(
            interview=held, texts=offered[0].texts, said_of=offered[0].said_of,
            version=conflicts.version_of(description_as_written(held)), by=people.manager, at=AT,
        )  # fmt: skip
        assert descriptions.fits(chosen) == 1
        own = operations.describe(
            interview=held, texts={"en": "one of two owls"}, said_of=None,
            version=conflicts.version_of(description_as_written(chosen)), by=people.manager, at=AT,
        )  # fmt: skip
        assert descriptions.fits(own) is None
