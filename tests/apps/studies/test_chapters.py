"""Is a study's text divided into chapters, written in three languages, and are wrong keys and names pointed at?"""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Text

from factories import studies as make
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.studies.models import Section
from grappe.apps.studies.operations import chapters
from grappe.apps.studies.permissions import can_view_text
from grappe.apps.studies.queries import chapters as queries
from grappe.apps.texts import operations as texts
from grappe.apps.texts.models import SharedText
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def study(people):
    return make.study(people.manager)


@pytest.fixture
def said(people):
    return {"by": people.manager, "at": AT}


def order(study) -> list[str]:
    return [each.headings["en"] for each in study.sections.order_by("position", "pk")]


class TestDivided:
    def test_added_renamed_moved_and_taken_out(self, study, said):
        made = [
            chapters.add(study=study, headings={"en": name}, **said) for name in ("Market", " Cost\n", "Law")
        ]
        assert order(study) == ["Market", "Cost", "Law"] and SharedText.objects.count() == 9
        assert chapters.move(section=made[2], up=True, **said) == 2
        assert chapters.move(section=made[0], up=True, **said) == 1  # stays
        assert order(study) == ["Market", "Law", "Cost"]
        seen = queries.version_of(made[0])
        chapters.rename(section=made[0], headings={"en": "The market"}, version=seen, **said)
        with pytest.raises(Stale):
            chapters.rename(section=made[0], headings={"en": "Markets"}, version=seen, **said)
        chapters.remove(section=made[1], **said)
        assert order(study) == ["The market", "Law"] and SharedText.objects.count() == 6

    def test_what_is_written_stays(self, study, said):
        section = make.section(study, words="Something")
        with pytest.raises(BadInput, match="written"):
            chapters.remove(section=section, **said)
        section.refresh_from_db()
        assert section.text_en.plain == "Something" and section.text_en.closed_at is None

    @pytest.mark.parametrize("headings", [{}, {"en": "  "}, {"fr": "x" * 201}])
    def test_bad_headings(self, study, said, headings):
        with pytest.raises(BadInput):
            chapters.add(study=study, headings=headings, **said)
        assert not Section.objects.exists() and not SharedText.objects.exists()

    def test_not_too_many_and_not_of_a_study_given_up(self, people, study, said, monkeypatch):
        monkeypatch.setattr(chapters, "MOST_CHAPTERS", 1)
        chapters.add(study=study, headings={"en": "One"}, **said)
        with pytest.raises(BadInput, match="at most 1"):
            chapters.add(study=study, headings={"en": "Two"}, **said)
        dropped = make.study(people.manager, state="dropped", dropped_reason="No money")
        with pytest.raises(BadInput, match="given up"):
            chapters.add(study=dropped, headings={"en": "One"}, **said)

    @pytest.mark.parametrize(
        ("who", "reads", "writes"),
        [
            ("administrator", True, True), ("manager", True, True), ("other_manager", True, False),
            ("analyst", True, False), ("ministry", False, False),
        ],
    )  # fmt: skip
    def test_who_may(self, people, study, who, reads, writes):
        user, section = getattr(people, who), make.section(study)
        assert can_view_text(user, study) is reads
        if not writes:
            for act in (
                lambda: chapters.add(study=study, headings={"en": "X"}, by=user, at=AT),
                lambda: chapters.rename(section=section, headings={"en": "X"}, version="", by=user, at=AT),
                lambda: chapters.move(section=section, up=True, by=user, at=AT),
                lambda: chapters.remove(section=section, by=user, at=AT),
                lambda: chapters.restore(section=section, code="en", number=1, by=user, at=AT),
            ):
                with pytest.raises(PermissionDenied):
                    act()


class TestLookedOver:
    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("", 0),
            ("Un banc d’essai à mi-coût", 5),
            ("It costs 12.5 % [@muller2021].\n\n- one\n- two", 5),
            ("## Müller & Söhne", 2),
        ],
    )
    def test_words_are_counted(self, text, count):
        assert queries.count_words(text) == count

    @given(st.lists(st.sampled_from(["one", "l’eau", "Straße", "12.5"]), max_size=20))
    def test_as_many_words_as_were_joined(self, words):
        assert queries.count_words(" \n".join(words)) == len(words)

    def test_unknown_keys_are_named_and_known_ones_cited(self, people, study):
        make.source(study, "muller2021")
        section = make.section(study, words="Small [@muller2021], says [@nobody].\n\n## Then\n\n- a\n- b")
        section = queries.chapter_for(section.pk, for_user=people.manager)
        (look,) = queries.looked_over(section, for_user=people.manager)
        assert look.unknown == ["nobody"]
        assert [each.kind for each in look.blocks] == ["p", "h", "ul"]
        printed = "".join(part.words for part in look.blocks[0].lines[0])
        assert "2021" in printed and "[@muller2021]" not in printed and "[@nobody]" in printed

    def test_names_are_pointed_at_for_the_team_only(self, people, study):
        company = CompanyFactory(name="Verre Exemple S.A.")
        make.interview(study, ContactFactory(company=company))
        section = make.section(study, words="Verre Exemple waits.")
        section = queries.chapter_for(section.pk, for_user=people.manager)
        (look,) = queries.looked_over(section, for_user=people.manager)
        assert [words for _name, words in look.names] == ["Verre Exemple"]
        (other,) = queries.looked_over(section, for_user=people.analyst)
        assert not other.names


class TestPages:
    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_in_a_constant_number_of_queries(
        self, client, people, study, django_assert_num_queries, rows
    ):
        for number in range(rows):
            make.section(study, f"Chapter {number}", words="Three little words", position=number)
        client.force_login(people.manager)
        client.get(f"/studies/{study.pk}/text/")
        with django_assert_num_queries(7):
            page = client.get(f"/studies/{study.pk}/text/").content.decode()
        assert page.count("3 words") == rows + (rows == 1) and page.count("not written yet") == 2 * rows

    def test_two_renamed_it(self, client, people, study):
        section = make.section(study)
        client.force_login(people.manager)
        seen = queries.version_of(section)
        url = f"/studies/chapter/{section.pk}/edit/"
        assert client.post(url, {"headings_en": "Theirs", "version": seen}).status_code == 302
        mine = client.post(url, {"headings_en": "Mine", "version": seen})
        assert (
            mine.status_code == 409 and "Theirs" in mine.content.decode() and "Mine" in mine.content.decode()
        )
        now = mine.context["form"].data["version"]
        kept = {"headings_en": "Mine", "version": now, "keep_headings_en": "mine"}
        assert client.post(url, kept).status_code == 302
        section.refresh_from_db()
        assert section.headings == {"en": "Mine"}

    def test_words_are_exchanged_by_who_may(self, client, people, study):
        section = make.section(study)
        doc = Doc()
        doc["text"] = Text()
        doc["text"] += "Écrit à deux."
        sent = [[1, base64.b64encode(doc.get_update()).decode()]]
        asked = {
            "page": "page-one-1", "texts": {str(section.text_fr_id): {"after": 0, "sent": sent, "typing": True}},
        }  # fmt: skip
        url = f"/studies/chapter/{section.pk}/exchange/"
        post = {"data": json.dumps(asked), "content_type": "application/json"}
        client.force_login(people.analyst)
        answer = client.post(url, **post).json()
        assert "fault" in answer["texts"][str(section.text_fr_id)]
        client.force_login(people.manager)
        assert client.post(url, **post).json()["texts"][str(section.text_fr_id)]["number"] == 1
        section.refresh_from_db()
        assert section.text_fr.plain == "Écrit à deux."
        other = make.section(study, "Other")
        foreign = json.dumps(
            {"page": "page-one-1", "texts": {str(other.text_en_id): asked["texts"][str(section.text_fr_id)]}}
        )
        for bad in (foreign, "nonsense", "[]", "{}"):
            assert client.post(url, data=bad, content_type="application/json").status_code == 422

    def test_one_language_or_all_and_what_a_reader_sees(self, client, people, study):
        section = make.section(study, words="<script>x</script>")
        client.force_login(people.analyst)
        page = client.get(f"/studies/chapter/{section.pk}/").content.decode()
        assert page.count("data-shared=") == 3 and "<script>x" not in page and 'data-may-write="no"' in page
        assert (
            client.get(f"/studies/chapter/{section.pk}/?only=fr").content.decode().count("data-shared=") == 1
        )


class TestHistory:
    @pytest.fixture
    def section(self, people, study):
        section = make.section(study, words="One line.")
        for number, words in enumerate(("One line. Two.", "One line. Three.")):
            at = AT + timedelta(hours=number + 1)
            texts.set_words(text=section.text_en, words=words, by=people.manager, writer="Claire", at=at)
        return section

    def address(self, section, code="en"):
        return f"/studies/chapter/{section.pk}/history/{code}/"

    def test_two_versions_are_compared_and_one_restored(self, client, people, section):
        client.force_login(people.manager)
        page = client.get(self.address(section)).content.decode()
        assert "<del> Two.</del><ins> Three.</ins>" in page and page.count('name="older"') == 3
        page = client.get(self.address(section), {"older": 1, "newer": 3}).content.decode()
        assert "<ins> Three.</ins>" in page and "Two." not in page and 'value="1"' in page
        assert client.post(self.address(section), {"number": 2}).status_code == 302
        section.text_en.refresh_from_db()
        assert (section.text_en.plain, section.text_en.number) == ("One line. Two.", 4)
        assert client.post(self.address(section), {"number": 1}).status_code == 302
        assert client.get(self.address(section, "de")).status_code == 200

    @pytest.mark.parametrize("number", ["", "0", "99", "x", "-1", "9" * 30])
    def test_what_cannot_be_restored(self, client, people, section, number):
        client.force_login(people.manager)
        assert client.post(self.address(section), {"number": number}).status_code == 400
        section.text_en.refresh_from_db()
        assert section.text_en.plain == "One line. Three."

    def test_what_is_not_there(self, client, people, section):
        client.force_login(people.manager)
        assert client.get(self.address(section, "it")).status_code == 404
        assert client.get(self.address(section), {"newer": 99}).status_code == 404
        assert client.get(self.address(section), {"newer": "x", "older": "9" * 30}).status_code == 200

    def test_not_of_a_study_given_up_and_not_in_another_language(self, people, study, section):
        with pytest.raises(BadInput, match="cannot be read"):
            chapters.restore(section=section, code="it", number=1, by=people.manager, at=AT)
        type(study).objects.filter(pk=study.pk).update(state="dropped", dropped_reason="No money")
        with pytest.raises(BadInput, match="given up"):
            chapters.restore(section=section, code="en", number=1, by=people.manager, at=AT)

    def test_who_reads_along_compares_and_does_not_restore(self, client, people, section):
        client.force_login(people.analyst)
        page = client.get(self.address(section)).content.decode()
        assert "<ins> Three.</ins>" in page and 'name="number"' not in page
        assert client.post(self.address(section), {"number": 1}).status_code == 403

    @pytest.mark.parametrize("rows", [1, 3])
    def test_in_a_constant_number_of_queries(self, client, people, study, django_assert_num_queries, rows):
        section = make.section(study)
        for number in range(rows):
            at = AT + timedelta(hours=number + 1)
            texts.set_words(text=section.text_fr, words=f"Version {number}", by=None, writer="Claire", at=at)
        client.force_login(people.manager)
        client.get(self.address(section, "fr"))
        with django_assert_num_queries(9):
            page = client.get(self.address(section, "fr")).content.decode()
        assert page.count('name="newer"') == rows
