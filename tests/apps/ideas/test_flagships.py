"""How does a flagship project come of an idea, who takes part, who reads a letter of intent, and when may it start?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from factories import flagships as make
from factories import ideas
from factories.companies import CompanyFactory
from factories.ideas import AT
from grappe.apps.documents.models import Document
from grappe.apps.ideas import permissions
from grappe.apps.ideas.models import Flagship, Letter, Partner
from grappe.apps.ideas.operations import flagships, partners
from grappe.apps.ideas.operations.flagships import Draft
from grappe.apps.ideas.operations.partners import PartnerDraft
from grappe.apps.ideas.queries import flagships as reading
from grappe.apps.ideas.queries.flagship_ready import ready_for
from grappe.apps.ideas.queries.letters import overtaken, written
from grappe.apps.ideas.queries.links import token_of
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
ROLES = ("administrator", "manager", "other_manager", "analyst", "ministry")


def a_file(name: str = "intent.pdf", content: bytes = make.PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def flagship(people):
    return make.flagship(people.manager)


class TestBeginning:
    def test_of_a_candidate_by_those_who_look_after_it(self, people):
        idea = ideas.idea(people.manager, stage="candidate")
        made = flagships.begin(
            idea=idea, draft=Draft(names={"fr": "Centre national"}), by=people.manager, at=AT
        )
        assert (made.slug, made.lead, made.state) == ("centre-national", people.manager, "preparing")

    @pytest.mark.parametrize(
        "stage", ["captured", "screened", "matured", "business_case", "parked", "rejected"]
    )
    def test_not_of_an_idea_that_is_no_candidate(self, people, stage):
        idea = ideas.idea(people.manager, stage=stage)
        with pytest.raises(PermissionDenied):
            flagships.begin(idea=idea, draft=Draft(names={"en": "X"}), by=people.administrator, at=AT)

    def test_once(self, people, flagship):
        with pytest.raises(BadInput, match="already"):
            flagships.begin(idea=flagship.idea, draft=Draft(names={"en": "X"}), by=people.manager, at=AT)

    @pytest.mark.parametrize(
        ("draft", "says"),
        [
            (Draft(names={"en": "  "}), "name"),
            (Draft(names={"en": "a\nb"}), "one line"),
            (Draft(names={"en": "x" * 201}), "200"),
            (Draft(names={"en": "X"}, begins_on=date(2027, 2, 1), ends_on=date(2027, 1, 1)), "before"),
            (Draft(names={"en": "X"}, begins_on=date(2027, 2, 1), ends_on=date(2042, 1, 1)), "15 years"),
        ],
    )
    def test_what_is_refused_leaves_nothing(self, people, draft, says):
        idea = ideas.idea(people.manager, stage="candidate")
        with pytest.raises(BadInput, match=says):
            flagships.begin(idea=idea, draft=draft, by=people.manager, at=AT)
        assert not Flagship.objects.exists()

    def test_two_who_change_it_at_once(self, people, flagship):
        seen = reading.version_of(flagship)
        flagships.change(
            flagship=flagship, draft=Draft(names={"en": "A"}), version=seen, by=people.manager, at=AT
        )
        with pytest.raises(Stale):
            flagships.change(
                flagship=flagship,
                draft=Draft(names={"en": "B"}),
                version=seen,
                by=people.administrator,
                at=AT,
            )
        assert Flagship.objects.get().names == {"en": "A"}


class TestPartners:
    def test_a_company_on_file_and_a_research_centre(self, people, flagship):
        company = CompanyFactory(name="Alpha S.A.")
        first = partners.add(
            flagship=flagship,
            draft=PartnerDraft("typed", "coordinator", company=company),
            by=people.manager,
            at=AT,
        )
        other = partners.add(
            flagship=flagship, draft=PartnerDraft("Fraunhofer", "research", country="de", kind="research"),
            by=people.manager, at=AT,
        )  # fmt: skip
        assert (first.name, first.company, other.country) == ("Alpha S.A.", company, "DE")

    @pytest.mark.parametrize(
        ("draft", "says"),
        [
            (PartnerDraft("Alpha", "user"), "takes part already"),
            (PartnerDraft("Beta", "coordinator"), "coordinator already"),
            (PartnerDraft("Beta", "user", country="Lux"), "two letters"),
            (PartnerDraft("  ", "user"), "which organisation"),
            (PartnerDraft("Beta", "boss"), "cannot be read"),
            (PartnerDraft("Beta", "user", contact_name="A", contact_email="no address"), "no"),
        ],
    )
    def test_what_is_refused(self, people, flagship, draft, says):
        make.partner(flagship, "Alpha", role="coordinator")
        with pytest.raises(BadInput, match=says):
            partners.add(flagship=flagship, draft=draft, by=people.manager, at=AT)
        assert Partner.objects.count() == 1

    def test_leaves_with_its_letter_unless_money_is_planned(self, people, flagship):
        partner = make.letter(make.partner(flagship))
        make.money(partner)
        with pytest.raises(BadInput, match="money"):
            partners.remove(partner=partner, by=people.manager, at=AT)
        partner.costs.all().delete()
        partner.budget.all().delete()
        partners.remove(partner=partner, by=people.manager, at=AT)
        assert not Partner.objects.exists() and not Document.objects.exists()

    def test_stays_once_the_project_runs(self, people):
        partner = make.partner(make.flagship(people.manager, state="running"))
        with pytest.raises(BadInput, match="started"):
            partners.remove(partner=partner, by=people.manager, at=AT)

    def test_stays_also_where_it_is_prepared_again(self, people):
        flagship = make.flagship(people.manager, state="running")
        partner = make.letter(make.partner(flagship))
        flagships.prepare_again(flagship=flagship, by=people.manager, at=AT)
        with pytest.raises(BadInput, match="started"):
            partners.remove(partner=partner, by=people.manager, at=AT)
        assert Document.objects.exists()


class TestLetters:
    def test_is_kept_and_a_newer_one_takes_its_place(self, people, flagship):
        partner = make.partner(flagship)
        for eur in (None, Decimal(5)):
            partners.put_letter(
                partner=partner, upload=a_file(), signed_on=AT.date(), eur=eur, by=people.manager, at=AT
            )
        partner.refresh_from_db()
        assert Document.objects.count() == 1 and partner.letter_eur == 5

    @pytest.mark.parametrize(
        ("upload", "day", "eur", "says"),
        [
            (("a.exe", b"MZ"), AT.date(), None, "kind"),
            (("a.pdf", b"MZ"), AT.date(), None, "not what its ending says"),
            (("a.pdf", make.PDF), None, None, "which day"),
            (("a.pdf", make.PDF), make.tomorrow(), None, "to come"),
            (("a.pdf", make.PDF), AT.date(), Decimal(-1), "zero or more"),
        ],
    )
    def test_what_is_refused_leaves_nothing(self, people, flagship, upload, day, eur, says):
        partner = make.partner(flagship)
        with pytest.raises(BadInput, match=says):
            partners.put_letter(
                partner=partner, upload=a_file(*upload), signed_on=day, eur=eur, by=people.manager, at=AT
            )
        assert not Document.objects.exists()

    def test_the_contact_puts_it_by_their_link_and_reads_no_other(self, client, flagship):
        contact = ideas.contributor()
        mine, other = make.partner(flagship, contact=contact), make.letter(make.partner(flagship))
        own = f"/ideas/me/{token_of(contact)}/partner/"
        answer = client.post(
            f"{own}{mine.pk}/", {"file": a_file(), "signed_on": "2026-03-01", "eur": "25 000"}
        )
        mine.refresh_from_db()
        assert answer.status_code == 302 and mine.letter_eur == 25_000 and mine.letter_put_by == contact.name
        assert client.get(f"{own}{mine.pk}/letter/").content == make.PDF
        assert client.get(f"{own}{other.pk}/letter/").status_code == 404
        assert client.get(f"{own}{other.pk}/").status_code == 404

    def test_is_asked_for_once_a_day_in_the_contact_s_language(self, people, flagship):
        partner = make.partner(flagship, contact=ideas.contributor(language="de"))
        partners.ask_letter(partner=partner, by=people.manager, at=AT)
        with pytest.raises(BadInput, match="today"):
            partners.ask_letter(partner=partner, by=people.manager, at=AT)
        letter = Letter.objects.get()
        said = written(letter, at=AT)
        assert "Nationales Zentrum" in said.subject and f"/partner/{partner.pk}/" in said.body
        make.letter(partner)
        assert overtaken(letter, at=AT)

    def test_nobody_to_ask(self, people, flagship):
        with pytest.raises(BadInput, match="contact"):
            partners.ask_letter(partner=make.partner(flagship), by=people.manager, at=AT)


class TestWhoSeesWhat:
    """The truth tables: the manager runs the flagship project, the ministry reads, the other manager is of another cluster."""

    @pytest.mark.parametrize(
        ("right", "yes"),
        [
            ("can_read_intent", {"administrator", "manager"}),
            ("can_see_promise", {"administrator", "manager", "ministry"}),
        ],
    )
    def test_a_letter_of_intent(self, people, flagship, right, yes):
        partner = make.letter(make.partner(flagship))
        asked = getattr(permissions, right)
        assert {name for name, user in people.by_role().items() if asked(user, partner)} == yes

    def test_a_letter_of_intent_by_link(self, flagship):
        contact, stranger = ideas.contributor(), ideas.contributor()
        partner = make.letter(make.partner(flagship, contact=contact))
        assert permissions.can_read_intent(contact, partner) and permissions.can_see_promise(contact, partner)
        assert not permissions.can_read_intent(stranger, partner)
        assert not permissions.can_see_promise(stranger, partner)

    def test_the_file_of_a_letter(self, client, people, flagship):
        """The same table, for its address: who may not read it gets nothing of it, not even its name."""
        partner = make.letter(make.partner(flagship, contact=ideas.contributor()))
        answers = {}
        for name, user in people.by_role().items():
            client.force_login(user)
            for ask in (client.get, client.head):
                answer = ask(f"/ideas/partners/{partner.pk}/letter/")
                assert ("Content-Disposition" in answer) == (answer.status_code == 200)
                answers.setdefault(name, set()).add(answer.status_code)
        assert answers == {name: {200 if name in ("administrator", "manager") else 403} for name in answers}
        assert len(answers) == 5

    def test_the_file_of_a_letter_is_no_longer_that_of_who_was_its_contact(self, client, flagship):
        before = ideas.contributor()
        partner = make.letter(make.partner(flagship, contact=before))
        address = f"/ideas/me/{token_of(before)}/partner/{partner.pk}/letter/"
        assert client.get(address).status_code == 200
        Partner.objects.update(contact=ideas.contributor())
        assert client.get(address).status_code == 404

    @pytest.mark.parametrize(
        ("confidential", "team", "sees", "runs"),
        [
            (False, False, set(ROLES), {"administrator", "manager"}),
            (True, False, {"administrator", "manager"}, {"administrator", "manager"}),
            (True, True, {"administrator", "manager", "other_manager"},
             {"administrator", "manager", "other_manager"}),
        ],
    )  # fmt: skip
    def test_a_flagship_project(self, people, clusters, confidential, team, sees, runs):
        idea = ideas.idea(
            people.manager, stage="candidate", confidential=confidential, clusters=[clusters["healthtech"]]
        )
        made = make.flagship(people.manager, idea, team=[people.other_manager] if team else [])
        roles = people.by_role().items()
        assert {name for name, user in roles if permissions.can_view_flagship(user, made)} == sees
        assert {name for name, user in roles if permissions.can_run_flagship(user, made)} == runs
        assert {name for name, user in roles if made in reading.flagships(for_user=user)} == sees

    def test_opening_one(self, people, clusters):
        idea = ideas.idea(people.manager, stage="candidate", clusters=[clusters["healthtech"]])
        able = {name for name, user in people.by_role().items() if permissions.can_open_flagship(user, idea)}
        assert able == {"administrator", "manager"}

    def test_the_ministry_s_page_has_the_amount_and_no_file(self, client, people, flagship):
        partner = make.letter(make.partner(flagship, "Alpha"), 123_456)
        client.force_login(people.ministry)
        shown = client.get(
            f"/ideas/partners/{partner.pk}/", headers={"Accept-Language": "en"}
        ).content.decode()
        assert "123" in shown and "456" in shown and f"/ideas/partners/{partner.pk}/letter/" not in shown
        assert client.get(f"/ideas/partners/{partner.pk}/letter/").status_code == 403
        client.force_login(people.analyst)
        assert "456" not in client.get(f"/ideas/partners/{partner.pk}/").content.decode()


class TestStarting:
    def test_where_all_is_there(self, people):
        made = flagships.start(flagship=make.whole(people.manager), by=people.manager, at=AT)
        assert (made.state, made.started_by) == ("running", people.manager)
        assert ready_for(made.idea, "flagship") == []

    def test_says_all_that_is_missing(self, people, flagship):
        with pytest.raises(BadInput) as fault:
            flagships.start(flagship=flagship, by=people.manager, at=AT)
        for words in ("two organisations", "coordinator", "budget", "gate"):
            assert words in str(fault.value)

    @pytest.mark.parametrize(
        ("fault", "says"),
        [
            ("money", "not paid for"),
            ("more", "more come in"),
            ("letter", "letter of intent"),
            ("coordinator", "coordinator"),
            ("alone", "two organisations"),
            ("period", "from when to when"),
        ],
    )
    def test_not_while_something_is_missing(self, people, fault, says):
        made = make.whole(people.manager)
        first = made.partners.first()
        match fault:
            case "money":
                make.money(first, 2028, 10_000, "training", national=4_000)
            case "more":
                make.money(first, 2028, 10_000, "training", national=14_000)
            case "letter":
                made.partners.update(letter=None)
            case "coordinator":
                made.partners.update(role="user")
            case "alone":
                made.partners.exclude(pk=first.pk).delete()
            case "period":
                Flagship.objects.update(begins_on=None)
        with pytest.raises(BadInput, match=says):
            flagships.start(flagship=made, by=people.manager, at=AT)
        assert Flagship.objects.get().state == "preparing"

    def test_ends_with_its_reason_and_is_taken_up_again(self, people):
        made = make.whole(people.manager, state="running")
        with pytest.raises(BadInput, match="what came of it"):
            flagships.end(flagship=made, to="completed", why=" ", by=people.manager, at=AT)
        flagships.end(flagship=made, to="stopped", why="No money.", by=people.manager, at=AT)
        with pytest.raises(BadInput, match="cannot become"):
            flagships.start(flagship=made, by=people.manager, at=AT)
        flagships.prepare_again(flagship=made, by=people.manager, at=AT)
        assert flagships.start(flagship=made, by=people.manager, at=AT).state == "running"

    def test_keeps_its_period_once_it_runs(self, people):
        made = make.whole(people.manager, state="running")
        draft = Draft(names=made.names, begins_on=made.begins_on)
        with pytest.raises(BadInput, match="keeps its period"):
            flagships.change(
                flagship=made, draft=draft, version=reading.version_of(made), by=people.manager, at=AT
            )

    def test_says_while_it_runs_what_is_no_longer_there(self, client, people):
        made = make.whole(people.manager, state="running")
        partners.withdraw_letter(partner=made.partners.first(), by=people.manager, at=AT)
        client.force_login(people.manager)
        page = client.get(f"/ideas/flagships/{made.pk}/", headers={"Accept-Language": "en"}).content.decode()
        assert "No longer there" in page and "signed a letter of intent" in page


def found(text, user):
    return list(reading.with_words(reading.flagships(for_user=user), text, for_user=user))


class TestFinding:
    """Found by whom may see it: the same as `can_view_flagship` and the list."""

    @pytest.mark.parametrize(
        "text",
        ["composites centre", "VERBUNDSTOFFE", "une ligne", "alpha s.a.", "bascharage", "zentrum alpha"],
    )
    def test_by_name_summary_place_and_partner(self, people, text):
        made = make.whole(people.manager, place="Bascharage")
        assert found(text, people.analyst) == [made]

    @pytest.mark.parametrize("text", ["composites cake", "%", "names", "en", "\x00\x00x"])
    def test_by_nothing_else(self, people, text):
        make.whole(people.manager, names={"fr": "Oui"}, summaries={})
        assert found(text, people.manager) == []

    @pytest.mark.parametrize(
        ("confidential", "sees"), [(False, set(ROLES)), (True, {"administrator", "manager"})]
    )
    def test_only_by_who_may_see_it(self, people, confidential, sees):
        made = make.whole(people.manager)
        type(made.idea).objects.update(confidential=confidential)
        assert {name for name, user in people.by_role().items() if found("composites", user)} == sees

    def test_on_the_list(self, client, people):
        make.whole(people.manager)
        client.force_login(people.manager)
        assert "/ideas/flagships/" in client.get("/ideas/flagships/", {"q": "alpha"}).content.decode()
        page = client.get("/ideas/flagships/", {"q": "<cake>"}).content.decode()
        assert "&lt;cake&gt;" in page and "<cake>" not in page and 'scope="row"' not in page


class TestPages:
    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_asks_the_same_however_long(self, client, people, django_assert_num_queries, count):
        for _each in range(count):
            make.whole(people.manager)
        client.force_login(people.manager)
        client.get("/ideas/flagships/")
        with django_assert_num_queries(5):
            page = client.get("/ideas/flagships/")
        assert page.content.decode().count('scope="row"') == count

    def test_a_stale_form_shows_both(self, client, people, flagship):
        client.force_login(people.manager)
        seen = reading.version_of(flagship)
        Flagship.objects.update(names={"en": "Theirs"})
        sent = {"version": seen, "names_en": "Mine", "lead": people.manager.pk}
        page = client.post(f"/ideas/flagships/{flagship.pk}/edit/", sent)
        assert (
            page.status_code == 409 and "Mine" in page.content.decode() and "Theirs" in page.content.decode()
        )

    def test_another_organisation_is_written_by_its_name(self, client, people, flagship):
        client.force_login(people.manager)
        sent = {"name": "LIST", "country": "LU", "role": "research", "kind": "research", "may_publish": "yes"}
        answer = client.post(f"/ideas/flagships/{flagship.pk}/partners/new/", sent)
        made = Partner.objects.get()
        assert answer.status_code == 302 and (made.name, made.company, made.may_publish) == (
            "LIST",
            None,
            True,
        )
