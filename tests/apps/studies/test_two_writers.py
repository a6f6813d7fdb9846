"""Where two people change one thing of a study at once, are both told, and is nobody's word lost?"""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from factories import studies as make
from factories.companies import CompanyFactory, ContactFactory, PersonFactory
from grappe.apps.studies.forms.charts import ChartForm
from grappe.apps.studies.forms.findings import FindingForm
from grappe.apps.studies.forms.interviews import DescriptionForm, FactsForm
from grappe.apps.studies.forms.plan import HypothesisForm
from grappe.apps.studies.operations import interviews
from grappe.apps.studies.queries import descriptions, written
from grappe.ui import conflicts
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def study(people):
    made = make.study(people.manager)
    made.team.add(people.analyst)
    return made


@pytest.fixture
def held(study, people):
    company = CompanyFactory(
        name="Blaue Eule S.à r.l.", clusters=[seat.cluster for seat in people.manager.memberships.all()]
    )
    for name in ("Anna Beispill", "Ben Muster"):
        PersonFactory(company=company, name=name)
    return make.interview(study, ContactFactory(company=company))


def finding(study, held):
    made = make.finding(study)
    base = {key: value or "" for key, value in FindingForm.of(made).items()}
    return (
        f"findings/{made.pk}/edit/",
        made,
        base,
        {"strength": "strong"},
        {"strength": "moderate"},
        "strength",
    )


def chart(study, held):
    made = make.chart(make.table(study))
    base = ChartForm.of(made)
    return (
        f"charts/{made.pk}/edit/", made, base, {"kind": "line"}, {"kind": "bar", "titles_en": "Mine"}, "titles_en"
    )  # fmt: skip


def facts(study, held):
    anna, ben = held.contact.company.people.order_by("name")
    base = {key: value or "" for key, value in FactsForm.of(held).items()}
    return f"interviews/{held.pk}/facts/", held, base, {"person": anna.pk}, {"person": ben.pk}, "person"


def description(study, held):
    base = DescriptionForm.of(held)
    return (
        f"interviews/{held.pk}/description/", held, base, {"texts_en": "a maker of owls"},
        {"texts_en": "a maker of birds"}, "texts_en",
    )  # fmt: skip


def hypothesis(study, held):
    made = make.hypothesis(study)
    base = HypothesisForm.of(made)
    return (
        f"hypotheses/{made.pk}/", made, base, {"statements_en": "Price decides"}, {"statements_en": "Law decides"},
        "statements_en",
    )  # fmt: skip


SHOWN = {
    hypothesis: (written.hypothesis_as_written, "Price decides", "Law decides"),
    finding: (written.finding_as_written, "Strong", "Moderate"),
    chart: (written.chart_as_written, "Composite waste", "Mine"),
    facts: (written.facts_as_written, "Anna Beispill", "Ben Muster"),
    description: (written.description_as_written, "a maker of owls", "a maker of birds"),
}


@pytest.mark.parametrize("kind", SHOWN)
class TestTwoWriters:
    @pytest.fixture
    def both(self, kind, study, held, people, client, django_user_model):
        """Both opened the form; they saved, I did not yet."""
        address, thing, base, theirs, mine, field = kind(study, held)
        base = {key: value for key, value in base.items() if value is not False}
        url = f"/studies/{address}"
        client.force_login(people.analyst)
        assert client.post(url, base | theirs).status_code == 302
        client.force_login(people.manager)
        return url, thing, base | mine, field

    def test_both_are_shown_and_nothing_is_written(self, kind, both, client, people):
        as_written, _theirs, my_words = SHOWN[kind]
        url, thing, mine, field = both
        thing.refresh_from_db()
        stands = as_written(thing)
        answer = client.post(url, mine)
        page = answer.content.decode()
        assert answer.status_code == 409 and my_words in page
        assert people.analyst.name in page and f'name="keep_{field}"' in page
        thing.refresh_from_db()
        assert as_written(thing) == stands

    @pytest.mark.parametrize("keep", ["mine", "theirs"])
    def test_what_is_chosen_stays(self, kind, both, client, keep):
        as_written = SHOWN[kind][0]
        url, thing, mine, field = both
        thing.refresh_from_db()
        stands = as_written(thing)[field]
        again = client.post(url, mine).context["form"].data
        sent = {key: again.getlist(key) for key in again} | {f"keep_{field}": keep}
        assert client.post(url, sent).status_code == 302
        thing = type(thing).objects.get(pk=thing.pk)
        now = as_written(thing)[field]
        assert str(now) == (str(mine[field]) if keep == "mine" else str(stands))

    def test_the_same_words_are_no_conflict(self, kind, both, client):
        as_written = SHOWN[kind][0]
        url, thing, mine, _field = both
        thing.refresh_from_db()
        same = {
            key: value for key, value in as_written(thing).items() if value is not None and value is not False
        }
        assert client.post(url, same | {"version": mine["version"]}).status_code == 302

    @pytest.mark.parametrize("version", ["", "x", "0.0.0"])
    def test_a_version_that_is_none_overwrites_nothing(self, kind, both, client, version):
        as_written = SHOWN[kind][0]
        url, thing, mine, _field = both
        thing.refresh_from_db()
        stands = as_written(thing)
        assert client.post(url, mine | {"version": version}).status_code == 409
        thing.refresh_from_db()
        assert as_written(thing) == stands


class TestInterview:
    def version(self, as_written, held):
        return conflicts.version_of(as_written(held))

    def test_a_proposal_that_is_stale_is_shown_in_its_words(self, client, people, study, held):
        url, _held, base, theirs, _mine, _field = description(study, held)
        client.force_login(people.manager)
        assert client.post(f"/studies/{url}", base | theirs).status_code == 302
        offered = descriptions.proposals(held.contact.company)[-1]
        stale = client.post(f"/studies/{url}", base | {"proposal": offered.key})
        assert stale.status_code == 409
        shown = {each.name: each.mine for each in stale.context["conflicts"]}
        assert shown["texts_en"] == offered.texts["en"]
        kept = client.post(
            f"/studies/{url}", {key: stale.context["form"].data[key] for key in ("version", *shown)}
        )
        assert kept.status_code == 302
        held.refresh_from_db()
        assert held.descriptions == offered.texts and held.said_of == offered.said_of

    def test_own_words_say_what_they_said_until_they_change(self, held):
        offered = descriptions.proposals(held.contact.company)
        held.said_of = {"nace": "C", "size": ""}
        assert descriptions.said_in(dict(held.descriptions) | {"fr": ""}, offered, held) == held.said_of
        assert descriptions.said_in({"en": "other"}, offered, held) is None
        assert descriptions.said_in(offered[-1].texts, offered, held) == offered[-1].said_of

    def test_a_stranger_and_a_strange_language_are_refused(self, client, people, held):
        url = f"/studies/interviews/{held.pk}/facts/"
        client.force_login(people.manager)
        base = {"version": FactsForm.of(held)["version"], "language": "fr"}
        for bad in ({"person": PersonFactory().pk}, {"language": "xx"}, {"person": "x"}):
            answer = client.post(url, base | bad)
            assert answer.status_code == 422 and "is-invalid" in answer.content.decode()
        held.refresh_from_db()
        assert held.person is None and held.version == 1
        with pytest.raises(BadInput):
            interviews.set_facts(
                interview=held, person=PersonFactory(), language="fr", finished=True, by=people.manager, at=AT,
                version=base["version"],
            )  # fmt: skip

    def test_only_the_team(self, people, held):
        said = {"interview": held, "by": people.other_manager, "at": AT, "version": "x"}
        with pytest.raises(PermissionDenied):
            interviews.set_facts(person=None, language="fr", finished=True, **said)
        with pytest.raises(PermissionDenied):
            interviews.describe(texts={"en": "an owl"}, said_of=None, **said)
        with pytest.raises(Stale):
            interviews.describe(texts={"en": "an owl"}, said_of=None, **said | {"by": people.manager})
