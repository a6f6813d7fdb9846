"""Are the solutions for a need found across languages, explained, and judged for this very company?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from factories import matches as make
from grappe.apps.companies.operations import state_fact
from grappe.apps.matches import operations, queries
from grappe.apps.matches.models import Match
from grappe.apps.solutions import operations as solution_operations
from grappe.apps.solutions.models import Solution, SolutionVector


@pytest.fixture(scope="module")
def catalogue(django_db_setup, django_db_blocker):
    """Load the shipped catalogue once for the module: encoding it takes seconds."""
    from factories import reference
    from grappe.apps.aids.models import Catalogue, Programme
    from grappe.apps.clusters.models import Cluster, Theme

    with django_db_blocker.unblock():
        reference.clusters()
        make.catalogue()
        yield
        for model in (Solution, Programme, Catalogue, Cluster, Theme):
            model.objects.all().delete()


@pytest.fixture
def firm(catalogue, clusters):
    return make.company(clusters)


def slugs(ranking) -> list[str]:
    return [found.thing.slug for found in ranking.found]


@pytest.mark.parametrize(
    ("language", "title", "wanted"),
    [
        ("fr", "Nous craignons une cyberattaque sur nos serveurs", "cybersecurity-first-check"),
        ("en", "Hackers locked our servers with ransomware", "schild-it"),
        ("de", "Unsere Server müssen besser gegen Angriffe geschützt werden", "cybersecurity-first-check"),
        (
            "lb",
            "Mir wëllen eis Server besser géint Cyberugrëff schützen: Cybersécherheet",
            "cybersecurity-first-check",
        ),
        ("de", "Wir wollen unsere Abwärme nutzen", "acier-energie"),
        ("fr", "Protéger notre invention par un brevet", "ip-first-advice"),
        ("en", "A robot for welding small series", "robotik-minett"),
        ("fr", "Trouver un deuxième fournisseur dans la région", "supplier-search"),
    ],
)
def test_the_right_solution_is_among_the_first_in_any_language(firm, people, language, title, wanted):
    need = make.need(firm, title, language=language)
    ranking = queries.ranked_for(need.pk, on=make.TODAY, for_user=people.manager, limit=5)
    assert wanted in slugs(ranking), slugs(ranking)


def test_services_providers_partners_and_programmes_stand_in_one_ranking(firm, people):
    need = make.need(firm, "Améliorer notre cybersécurité et protéger nos données")
    ranking = queries.ranked_for(need.pk, on=make.TODAY, for_user=people.manager)
    assert {found.kind for found in ranking.found} == {"service", "provider", "partner", "programme"}
    assert sum(ranking.counts.values()) == len(ranking.found) == ranking.total
    assert [found.possible for found in ranking.found] == sorted(
        (f.possible for f in ranking.found), reverse=True
    )
    possible = [found.score for found in ranking.found if found.possible]
    assert possible == sorted(possible, reverse=True)


def test_each_place_is_explained_and_the_reasons_add_up(firm, people):
    need = make.need(firm, "Wir brauchen Hilfe gegen Cyberangriffe", language="de")
    ranking = queries.ranked_for(need.pk, on=make.TODAY, for_user=people.manager)
    for found in ranking.found:
        assert sum(reason.weight for reason in found.reasons) == pytest.approx(found.score, abs=1e-4)
    best = ranking.found[0]
    codes = {reason.code for reason in best.reasons}
    assert {"matching.words", "matching.meaning", "matching.theme", "matching.size"} <= codes
    assert "Cyberangriff" in best.reasons[0].text.en


def test_words_are_met_in_the_language_of_the_need_where_the_solution_speaks_it(firm, people):
    need = make.need(firm, "Une cyberattaque menace nos serveurs ; quelle aide pour un premier diagnostic ?")
    ranking = queries.ranked_for(need.pk, on=make.TODAY, for_user=people.manager, limit=20)
    told = " ".join(found.reasons[0].text.fr for found in ranking.found)
    assert "cybersécurité" in told and "Sicherheit" not in told and "Zuschuss" not in told


def test_a_solution_for_another_cluster_or_size_ranks_lower_for_it(clusters, firm, people):
    same = make.company(clusters, slugs=("wood",))
    ranks = []
    for company in (firm, same):
        need = make.need(company, "Planification de bâtiments bois", slug="value_chains")
        ranking = queries.ranked_for(need.pk, on=make.TODAY, for_user=people.manager)
        ranks.append(next(found.score for found in ranking.found if found.thing.slug == "holzkonzept"))
    assert ranks[1] > ranks[0]


def test_a_closed_programme_shows_as_closed_today_and_open_as_of_its_days(firm, people):
    need = make.need(firm, "Relancer nos investissements après la pandémie", slug="business_model")

    def programme(on: date):
        ranking = queries.ranked_for(need.pk, on=on, for_user=people.manager, kind="programme")
        return next(found for found in ranking.found if found.thing.slug == "neistart-new-recovery-aid")

    closed = programme(make.TODAY)
    assert closed.judgement.open is False and not closed.possible
    assert closed.judgement.valid_to is not None
    then = programme(closed.judgement.valid_to - timedelta(days=30))
    assert then.judgement.in_force


def test_an_unknown_criterion_is_a_question_and_its_answer_changes_the_verdict(firm, people, client):
    need = make.need(firm, "Financer une étude de faisabilité technique", slug="innovation_models")
    before = queries.ranked_for(need.pk, on=make.TODAY, for_user=people.manager, kind="programme")
    found = next(f for f in before.found if f.judgement.verdict == "undetermined" and f.possible)
    row = next(
        row
        for row in found.judgement.criteria
        if row.verdict == "unknown" and row.ask and row.ask.type == "boolean"
    )
    values = {}
    for value in (True, False):
        state_fact(company=firm, field=row.ask.field, value=value, by=people.manager, at=make.AT)
        after = queries.one_for(
            need.pk, kind="programme", target=found.pk, on=make.TODAY, for_user=people.manager
        )[1]
        values[value] = next(r.verdict for r in after.judgement.criteria if r.id == row.id)
    assert set(values.values()) == {"met", "not_met"}


def test_answering_on_the_page_changes_the_row_in_place(firm, people, client):
    need = make.need(firm, "Financer une étude de faisabilité technique", slug="innovation_models")
    client.force_login(people.manager)
    ranking = queries.ranked_for(need.pk, on=make.TODAY, for_user=people.manager, kind="programme")
    found = next(
        f for f in ranking.found if any(r.ask and r.ask.type == "boolean" for r in f.judgement.criteria)
    )
    row = next(r for r in found.judgement.criteria if r.ask and r.ask.type == "boolean")
    page = client.get(
        reverse("matches:solutions", args=[need.pk]), {"kind": "programme", "all": "true"}
    ).content.decode()
    assert f'hx-get="{reverse("aids:answer", args=[firm.pk, row.ask.field])}"' in page
    answer = client.post(
        reverse("aids:answer", args=[firm.pk, row.ask.field]),
        {"value": "true"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 204 and answer["HX-Trigger"] == "grappe:fact-stated"
    again = client.get(
        reverse("matches:result", args=[need.pk, "programme", found.pk]), headers={"HX-Request": "true"}
    )
    text = again.content.decode()
    assert f'id="result-{found.key}"' in text and text.count('hx-swap-oob="true"') >= 10
    assert (
        f'hx-get="{reverse("aids:answer", args=[firm.pk, row.ask.field])}"'
        not in text.split("hx-swap-oob")[0]
    )


def test_without_vectors_the_words_still_answer(clusters, people, db):
    solution_operations.load_solutions(make.shipped_solutions(), at=make.AT)
    SolutionVector.objects.update(vector=None)
    need = make.need(make.company(clusters), "Brevet")
    ranking = queries.ranked_for(need.pk, on=make.TODAY, for_user=people.manager, kind="service")
    assert ranking.found[0].thing.slug == "ip-first-advice"


def test_a_constant_number_of_queries_whatever_the_history(firm, people, client, django_assert_num_queries):
    client.force_login(people.manager)
    need = make.need(firm, "Améliorer notre cybersécurité")
    url = reverse("matches:solutions", args=[need.pk])
    make.accepted(
        need, people.manager, slug="lih"
    )  # without any decision there are no introductions to look for
    client.get(url)  # compiles the catalogue, once a process
    counts = []
    for more in (0, 5):
        for number in range(more):
            make.FiguresFactory(company=firm, year=2010 + number)
            state_fact(company=firm, field=f"fact_{number}", value=True, by=people.manager, at=make.AT)
            make.accepted(make.need(firm, f"Autre besoin {number}"), people.manager)
            make.accepted(need, people.manager, slug=make.shipped_solutions()[number]["id"])
        with django_assert_num_queries(LITERAL) as seen:
            assert client.get(url, {"all": "true"}).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


# session, user, need + clusters of its company, company + clusters, figures, facts, own clusters, decisions
# + introductions, names of themes and clusters, digest of the catalogue, solutions + themes + clusters, words,
# meaning, programmes + themes + clusters, words, meaning
LITERAL = 32


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_the_page_in_every_language(firm, people, client, language):
    people.manager.language = language
    people.manager.save()
    client.force_login(people.manager)
    need = make.need(firm, "Améliorer <b>notre</b> cybersécurité")
    answer = client.get(reverse("matches:solutions", args=[need.pk]), {"all": "true", "on": "2021-06-01"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "&lt;b&gt;notre" in page and "<b>notre" not in page
    assert {"en": "Accept", "fr": "Accepter", "de": "Annehmen"}[language] in page


@pytest.mark.parametrize("on", ["", "yesterday", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_any_day_can_be_asked_for(firm, people, client, on):
    client.force_login(people.manager)
    need = make.need(firm, "Cybersécurité")
    assert client.get(reverse("matches:solutions", args=[need.pk]), {"on": on}).status_code == 200


# --- Decisions ---


def test_a_decision_keeps_the_reasons_of_its_day_whatever_changes_later(firm, people, client):
    need = make.need(firm, "Améliorer notre cybersécurité")
    match = make.accepted(need, people.manager)
    kept = Match.objects.get(pk=match.pk).reasons
    Solution.objects.filter(slug="cybersecurity-first-check").update(
        text={"fr": "tout autre chose"}, active=False
    )
    firm.figures.update(headcount=900)
    client.force_login(people.ministry)
    page = client.get(reverse("matches:match", args=[match.pk])).content.decode()
    assert Match.objects.get(pk=match.pk).reasons == kept
    assert kept[0]["text"]["en"].replace('"', "&quot;") in page
    assert all(set(reason["text"]) == {"en", "fr", "de"} for reason in kept)


def test_a_decision_on_a_programme_keeps_the_eligibility_of_its_day(firm, people):
    need = make.need(firm, "Étude de faisabilité technique", slug="innovation_models")
    ranking = queries.ranked_for(need.pk, on=make.TODAY, for_user=people.manager, kind="programme", limit=1)
    found = ranking.found[0]
    match = operations.decide(
        need_id=need.pk,
        kind="programme",
        pk=found.pk,
        state="accepted",
        as_of=make.TODAY,
        by=people.manager,
        at=make.AT,
    )
    stored = Match.objects.get(pk=match.pk).eligibility
    assert stored["verdict"] == found.judgement.verdict and stored["version"] == found.judgement.version
    assert len(stored["criteria"]) == len(found.judgement.criteria)
    assert all(
        {"verdict", "actual", "expected", "source", "checked_on"} <= set(row) for row in stored["criteria"]
    )


def test_deciding_again_replaces_and_the_history_keeps_both(firm, people):
    need = make.need(firm, "Cybersécurité")
    first = make.accepted(need, people.manager)
    second = operations.decide(
        need_id=need.pk, kind="service", pk=first.solution_id, state="dismissed", as_of=make.TODAY,
        by=people.manager, at=make.AT + timedelta(days=1),
    )  # fmt: skip
    assert second.pk == first.pk and Match.objects.get().state == "dismissed"
    events = Match.pgh_event_model.objects.filter(pgh_obj_id=first.pk).order_by("pgh_id")
    assert [event.state for event in events] == ["accepted", "dismissed"]


def test_a_decision_is_taken_back_unless_somebody_was_introduced(firm, people):
    from grappe.ui.errors import BadInput

    need = make.need(firm, "Cybersécurité")
    match = make.accepted(need, people.manager)
    operations.take_back(match=match, by=people.manager, at=make.AT)
    assert not Match.objects.exists()
    match = make.accepted(need, people.manager)
    make.introduced(match, people.manager)
    with pytest.raises(BadInput, match="stays on file"):
        operations.take_back(match=match, by=people.manager, at=make.AT)


def test_what_is_no_longer_on_offer_cannot_be_accepted(firm, people):
    from grappe.ui.errors import BadInput

    gone = Solution.objects.get(slug="lih")
    Solution.objects.filter(pk=gone.pk).update(active=False)
    need = make.need(firm, "Étude clinique")
    for pk in (gone.pk, 10**9):
        with pytest.raises(BadInput, match="no longer on offer"):
            operations.decide(
                need_id=need.pk,
                kind="partner",
                pk=pk,
                state="accepted",
                as_of=make.TODAY,
                by=people.manager,
                at=make.AT,
            )


def test_a_solution_is_accepted_or_dismissed_and_nothing_else(firm, people):
    from grappe.ui.errors import BadInput

    need = make.need(firm, "Cybersécurité")
    solution = Solution.objects.get(slug="cybersecurity-first-check")
    with pytest.raises(BadInput, match="accepted or dismissed"):
        operations.decide(
            need_id=need.pk,
            kind="service",
            pk=solution.pk,
            state="sold",
            as_of=make.TODAY,
            by=people.manager,
            at=make.AT,
        )
    assert not Match.objects.exists()


def test_only_those_who_look_after_the_company_decide(firm, people, client):
    need = make.need(firm, "Cybersécurité")
    solution = Solution.objects.get(slug="cybersecurity-first-check")
    url = reverse("matches:decide", args=[need.pk, "service", solution.pk])
    for role, user in people.by_role().items():
        client.force_login(user)
        status = client.post(url, {"state": "accepted"}).status_code
        assert status == (302 if role in ("administrator", "manager") else 403), role


def test_htmx_gets_the_decided_row_back_in_place(firm, people, client):
    client.force_login(people.manager)
    need = make.need(firm, "Cybersécurité")
    solution = Solution.objects.get(slug="cybersecurity-first-check")
    url = reverse("matches:decide", args=[need.pk, "service", solution.pk])
    page = client.post(
        url, {"state": "accepted", "on": "2026-03-02"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert page.lstrip().startswith("<article") and "Introduce" in page and "<html" not in page
    assert Match.objects.get().as_of == date(2026, 3, 2)


def test_the_need_s_page_leaves_room_for_its_solutions(firm, people, client):
    client.force_login(people.manager)
    need = make.need(firm, "Cybersécurité")
    make.accepted(need, people.manager)
    assert (
        reverse("matches:of_need", args=[need.pk])
        in client.get(reverse("needs:detail", args=[need.pk])).content.decode()
    )
    fragment = client.get(reverse("matches:of_need", args=[need.pk])).content.decode()
    assert reverse("matches:solutions", args=[need.pk]) in fragment and "Accepted" in fragment
