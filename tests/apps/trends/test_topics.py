"""Are topics found in what companies say, kept up to date, and never told to who may not read what they rest on?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from pgvector import HalfVector

from factories import reference, topics
from factories import trends as sheets
from factories.companies import ContactFactory
from grappe.apps.trends.enums import CorrectionKind
from grappe.apps.trends.models import (
    Correction,
    Entry,
    Near,
    Sentence,
    SentenceVector,
    SourceText,
    Topic,
    TopicRun,
)
from grappe.apps.trends.operations import correcting, topic_runs
from grappe.apps.trends.operations.from_topics import begin_sheet, link_by_evidence, put_on_sheet
from grappe.apps.trends.operations.texts import _RUNS
from grappe.apps.trends.queries.few import joined
from grappe.apps.trends.queries.halves import cut_of, parts_of
from grappe.apps.trends.queries.sheet_topics import topics_of_sheet
from grappe.apps.trends.queries.sheets import evidence_of, sheets_of_topic
from grappe.apps.trends.queries.topic_names import names_of
from grappe.apps.trends.queries.topic_page import figures_of, near_sentences
from grappe.apps.trends.queries.topic_trends import counts_for, trends_for
from grappe.apps.trends.queries.topic_words import meaning, told_near
from grappe.apps.trends.queries.topics import search, topic_for
from grappe.apps.trends.queries.topics import topics as listed
from grappe.engines.signals import Mention, trends
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
AT = topics.AT
ON = AT.date()


@pytest.fixture
def firms(clusters):
    return topics.companies(clusters["healthtech"], "Alba", "Brise", "Cime", "Dune", "Etang")


def shape() -> list[tuple[int, int | None, list[int]]]:
    """Return every topic with its sentences."""
    return [
        (topic.pk, topic.into_id, sorted(topic.sentences.values_list("pk", flat=True)))
        for topic in Topic.objects.order_by("pk")
    ]


def test_topics_are_found_once_and_grow(firms):
    """Two subjects in four languages become topics; a run without news changes nothing; one more day's note joins."""
    heat = topics.told("process_heat", companies=firms, times=12)
    cyber = topics.told("ransomware", companies=firms, times=12)
    run = topics.find()
    assert (run.state, run.added, run.changed, run.removed, run.sentences) == ("done", 24, 0, 0, 24)
    assert topics.topic_of(heat[0]) != topics.topic_of(cyber[0])
    assert {topics.topic_of(each).pk for each in heat} == {topics.topic_of(heat[0]).pk}  # in four languages
    assert "heat pump" in topics.topic_of(heat[0]).labels["en"]["terms"]
    before = shape()
    again = topics.find()
    assert (again.added, again.changed, again.sentences, again.born, shape()) == (0, 0, 0, 0, before)
    day = AT + timedelta(days=1)
    new = ContactFactory(
        company=firms[0], notes="They now ask for a second heat pump.", notes_language="en", starts_at=day
    )
    assert topics.find(day).sentences == 1
    assert topics.topic_of(new) == topics.topic_of(heat[0])
    assert Near.objects.filter(topic=topics.topic_of(heat[0]), text__source_id=new.pk).exists()


def test_what_was_edited_or_erased_leaves_nothing(firms, people, client):
    heat = topics.told("process_heat", companies=firms, times=8)
    topics.find()
    topic = topics.topic_of(heat[0])
    page = reverse("trends:topic", args=[topic.pk])
    client.force_login(people.administrator)
    edited, erased, key = heat[1], heat[2], heat[2].pk
    # A topic of one sentence that was erased: its centre was that sentence.
    bare = Topic.objects.create(id=900, born=ON, found_at=AT, centre=[1.0] * 512)
    assert edited.notes.replace("'", "&#x27;") in client.get(page).content.decode()
    type(edited).objects.filter(pk=edited.pk).update(notes="Wir suchen einen Steuerberater im Norden.")
    words = erased.notes
    erased.delete()
    told = client.get(page).content.decode()  # before any run: neither is shown
    assert edited.notes.replace("'", "&#x27;") not in told
    assert words.replace("'", "&#x27;") not in told
    run = topics.find()
    assert (run.changed, run.removed) == (1, 1)
    kept = list(Sentence.objects.values_list("words", flat=True))
    assert words not in kept
    assert edited.notes not in kept
    assert "Wir suchen einen Steuerberater im Norden." in kept
    assert not SourceText.objects.filter(source_id=key).exists()
    bare.refresh_from_db()
    assert bare.centre is None


CONFIDENTIAL = "The Zanzibar heat pump will be bought by Quagga Holding."


def test_a_note_in_confidence_is_told_to_nobody_else(firms, people, client):
    """Lists, figures, labels, companies, search, splits and sheets: with and without the note, all others see the same."""
    topics.told("process_heat", companies=firms[:4], times=8)
    topics.find()
    users = {
        role: getattr(people, role)
        for role in ("administrator", "manager", "other_manager", "analyst", "ministry")
    }
    before = {role: _all_that_is_shown(client, user) for role, user in users.items()}
    secret = ContactFactory(
        company=firms[4], state="held", notes=CONFIDENTIAL, notes_language="en", audience="confidence",
        starts_at=AT - timedelta(days=2),
    )  # fmt: skip
    topics.find()
    topic = topics.topic_of(secret)
    # Whatever the engine took from it for a name: only who reads the note may be told.
    terms = ["Zanzibar", "Quagga Holding", "heat pump"]
    Topic.objects.filter(pk=topic.pk).update(
        labels={code: {"terms": terms, "language": "en"} for code in ("en", "fr", "de")}
    )
    for role, user in users.items():
        told = _all_that_is_shown(client, user)
        reads = role in {"administrator", "manager"}  # the manager looks after the company
        assert ("Zanzibar" in told["text"], "Quagga" in told["text"], "Etang" in told["text"]) == (
            reads,
        ) * 3, role
        if not reads:
            assert {key: told[key] for key in ("counts", "trends")} == {
                key: before[role][key] for key in ("counts", "trends")
            }
            assert [name for _pk, name in search("Zanzibar", for_user=user, limit=5)] == []
        else:
            assert told["counts"] != before[role]["counts"]
    cut = cut_of(topic)
    assert cut is not None
    shown = [each.words for part in parts_of(cut, for_user=people.analyst) for each in part.sentences]
    assert shown
    assert CONFIDENTIAL not in shown
    with pytest.raises(BadInput):
        pk = Sentence.objects.get(words=CONFIDENTIAL).pk
        begin_sheet(topic=topic, chosen=[pk], by=people.analyst, at=AT)


def _all_that_is_shown(client, user) -> dict[str, object]:
    client.force_login(user)
    rows = listed(for_user=user, on=ON).rows
    pages = [reverse("trends:topics"), *(reverse("trends:topic", args=[row.topic.pk]) for row in rows)]
    return {
        "text": "".join(client.get(page).content.decode() for page in pages),
        "counts": [(row.topic.pk, row.counted) for row in rows],
        "trends": [row.trend for row in rows],
    }


def test_a_topic_of_one_note_in_confidence_is_not_there_for_others(firms, people, client):
    """What everybody read becomes confidential: from that moment on, before any run, it is gone for others."""
    said = topics.told("process_heat", companies=firms, times=8)
    topics.find()
    topic = topics.topic_of(said[0])
    Topic.objects.filter(pk=topic.pk).update(names={"en": "Heat pumps"})
    assert topic_for(topic.pk, for_user=people.analyst)
    type(said[0]).objects.update(audience="confidence")
    roles = ("administrator", "manager", "other_manager", "analyst", "ministry")
    for role, sees in zip(roles, (True, True, False, False, False), strict=True):
        user = getattr(people, role)
        client.force_login(user)
        assert client.get(reverse("trends:topic", args=[topic.pk])).status_code == (200 if sees else 404), (
            role
        )
        assert ("Heat pumps" in client.get(reverse("trends:topics")).content.decode()) is sees
        assert bool(search("heat", for_user=user, limit=5)) is sees


def test_the_ministry_sees_no_count_of_few_companies(firms, people, client):
    topics.told("process_heat", companies=firms[:2], times=8)
    cyber = topics.told("ransomware", companies=firms, times=8)
    topics.find()
    client.force_login(people.ministry)
    assert [row.counted.companies >= 3 for row in listed(for_user=people.ministry, on=ON).rows]
    assert all(row.counted.companies >= 3 for row in listed(for_user=people.ministry, on=ON).rows)
    assert len(listed(for_user=people.manager, on=ON).rows) > len(
        listed(for_user=people.ministry, on=ON).rows
    )
    assert client.get(reverse("trends:topic", args=[topics.topic_of(cyber[0]).pk])).status_code == 200


def test_figures_for_the_ministry_cannot_be_taken_apart(firms, people, client):
    """One company in September, three in August, four in July: July is told, the others as one sum; nothing by cluster."""
    months = {9: firms[:1], 8: firms[:3], 7: firms[:4]}
    topic = topics.ready(
        [
            ContactFactory(company=firm, state="held", notes="A heat pump.", starts_at=AT.replace(month=month, day=2))
            for month, those in months.items() for firm in those
        ]
    )  # fmt: skip
    page, field = reverse("trends:topic", args=[topic.pk]), reverse("trends:topics")
    client.force_login(people.ministry)
    told = client.get(page)
    figures = told.context["figures"]
    assert [(f"{month:%Y-%m}", every.count) for month, every, _parts in figures.months] == [("2026-07", 4)]
    assert (figures.notes, figures.others, figures.clusters, figures.totals) == (8, 4, (), ())
    assert figures.chart["series"][0]["data"] == [4, None, None]
    assert [(firm.name, firm.count) for firm in figures.firms] == [(firm.name, None) for firm in firms[:4]]
    assert told.context["said_of"] == (8, 0)
    for narrowed in ("month=2026-09", "cluster=healthtech", f"company={firms[0].pk}"):
        assert client.get(f"{page}?{narrowed}").context["said_of"] is None
    for narrowed in ("", "?month=2026-07", "?cluster=healthtech"):
        (row,) = client.get(f"{field}{narrowed}").context["rows"]
        assert [count for _month, count in row.months][-4:] == [0, 4, None, None]
        assert row.row.counted.notes == 8  # of the whole: less a part, it would be the rest
    client.force_login(people.manager)
    figures = client.get(page).context["figures"]
    assert [every.count for _month, every, _parts in figures.months] == [1, 3, 4]
    assert (figures.others, sum(firm.count for firm in figures.firms)) == (None, 8)
    assert client.get(f"{page}?month=2026-09").context["said_of"] == (1, 0)
    (row,) = client.get(f"{field}?month=2026-07").context["rows"]
    assert ([count for _month, count in row.months][-4:], row.row.counted.notes) == ([0, 4, 3, 1], 4)


def test_months_of_few_companies_are_told_as_one_sum():
    """And one of many joins them where that sum would still be one of few."""
    assert joined({}) == set()
    assert joined({"a": [1, 2, 3], "b": [3, 4, 5, 6]}) == set()
    assert joined({"a": [1], "b": [2], "c": [3], "d": [1, 2, 3]}) == {"a", "b", "c"}
    assert joined({"a": [1, 1], "b": [4, 5, 6, 7], "c": [3, 4, 5]}) == {"a", "c"}
    assert joined({"a": [1], "b": [1, 2]}) == {"a", "b"}


def test_the_figures_of_few_companies_are_not_said_in_words():
    trend = replace(
        trends([Mention(1, n, ON - timedelta(days=n), str(n % 2)) for n in range(6)], [], ON)[1], companies=2
    )
    assert (told_near(trend, few=True), told_near(trend, few=False)) == (6, None)
    assert told_near(replace(trend, companies=3), few=False) == 6
    assert told_near(None, few=True) is None
    assert "6" not in " ".join(meaning(trend))


def test_news_of_a_busy_journal_change_no_trend(firms, people):
    """A source that writes a hundred times a week is no company: nothing fades, and nothing rises, because of it."""
    said = [
        ContactFactory(company=firms[n % 5], state="held", notes="Heat.", starts_at=AT - timedelta(days=4 * n + 1))
        for n in range(60)
    ]  # fmt: skip
    topic = topics.ready(said)
    before = trends_for(people.analyst, ON)[topic.pk]
    counted = counts_for(people.analyst)[topic.pk].notes
    assert before.course == "steady"
    feed = sheets.feed(people.analyst)
    texts = [_entry_text(feed, n, ON - timedelta(days=n % 56)) for n in range(400)]
    Near.objects.bulk_create(Near(topic=topic, text=text) for text in texts[::3])
    Sentence.objects.create(
        text=texts[0], place=0, words="Heat.", language="en", mark=0, topic=topic, placed=True
    )
    assert trends_for(people.analyst, ON)[topic.pk] == before
    assert counts_for(people.analyst)[topic.pk].notes == counted
    figures = figures_of(topic, for_user=people.analyst, on=ON)
    assert (figures.notes, figures.news) == (60, 1)


def _entry_text(feed, number, on):
    entry = Entry.objects.create(feed=feed, key=f"n{number}", title="Heat", published_at=AT, fetched_at=AT)
    return SourceText.objects.create(
        kind="entry", source_id=entry.pk, on=on, clusters=[], language="en", digest="x", taken_at=AT
    )


def test_corrections_hold_and_are_undone(firms, people):
    """Merged, run, undone; split, run, undone: every sentence is where it was, and the engine puts nothing together again."""
    heat = topics.told("process_heat", companies=firms, times=12)
    cyber = topics.told("ransomware", companies=firms, times=8)
    topics.find()
    first, second = topics.topic_of(heat[0]), topics.topic_of(cyber[0])
    before = shape()
    by = people.analyst
    stays = correcting.merge(topic=second, into=first, version=second.version, by=by, at=AT)
    assert topic_for(second.pk, for_user=by) == stays
    assert TopicRun.objects.filter(state="ordered").count() == 1
    with pytest.raises(Stale):
        correcting.confirm(topic=second, version=second.version, by=by, at=AT)
    topics.find(AT + timedelta(days=1))
    assert topics.topic_of(cyber[0]) == first  # what an analyst put together is not taken apart
    correcting.undo(correction=Correction.objects.get(kind=CorrectionKind.MERGE), by=by, at=AT)
    assert shape() == before
    topics.told("process_heat", companies=firms, times=6, at=AT + timedelta(days=2), every=1)
    topics.find(AT + timedelta(days=3))
    assert Topic.objects.get(pk=second.pk).into_id is None

    first.refresh_from_db()
    cut = cut_of(first)
    assert cut is not None
    with pytest.raises(Stale):
        correcting.split(topic=first, seal="another", version=first.version, by=by, at=AT)
    before = shape()
    born = correcting.split(topic=first, seal=cut.seal, version=first.version, by=by, at=AT)
    assert set(born.sentences.values_list("pk", flat=True)) == set(cut.goes)
    topics.told("process_heat", companies=firms, times=6, at=AT + timedelta(days=4), every=1)
    topics.find(AT + timedelta(days=5))
    born.refresh_from_db()
    assert born.into_id is None
    assert born.sentences.filter(pk__in=cut.goes).count() == len(cut.goes)
    correction = Correction.objects.get(kind=CorrectionKind.SPLIT)
    correcting.undo(correction=correction, by=by, at=AT)
    assert first.sentences.filter(pk__in=cut.goes).count() == len(cut.goes)
    with pytest.raises(BadInput):
        correcting.undo(correction=correction, by=by, at=AT)


def test_two_analysts_lose_nothing(firms, people, client):
    heat = topics.told("process_heat", companies=firms, times=8)
    topics.find()
    topic = topics.topic_of(heat[0])
    client.force_login(people.analyst)
    mine = {
        "names_en": "Heat pumps",
        "names_fr": "Pompes à chaleur",
        "names_de": "",
        "version": topic.version,
    }
    correcting.name(
        topic=topic, names={"en": "Warm water"}, version=topic.version, by=people.administrator, at=AT
    )
    page = client.post(reverse("trends:topic_name", args=[topic.pk]), mine)
    told = page.content.decode()
    assert page.status_code == 409
    assert "Warm water" in told
    assert 'value="Heat pumps"' in told
    topic.refresh_from_db()
    assert (topic.names, topic.kept) == ({"en": "Warm water"}, True)
    page = client.post(reverse("trends:topic_name", args=[topic.pk]), mine | {"version": topic.version})
    assert page.status_code == 302
    named = Topic.objects.get(pk=topic.pk)
    assert names_of([named], for_user=people.ministry)[topic.pk].title == "Heat pumps"
    last = Correction.objects.first()
    correcting.undo(correction=last, by=people.analyst, at=AT)
    assert Topic.objects.get(pk=topic.pk).names == {"en": "Warm water"}
    again = client.post(
        reverse("trends:topic_mark", args=[topic.pk]), {"to": "hide", "version": topic.version}
    )
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("administrator", True),
        ("analyst", True),
        ("manager", False),
        ("other_manager", False),
        ("ministry", False),
    ],
)
def test_who_corrects(firms, people, client, role, may):
    heat = topics.told("process_heat", companies=firms, times=6)
    topics.find()
    topic = topics.topic_of(heat[0])
    client.force_login(getattr(people, role))
    page = client.post(
        reverse("trends:topic_mark", args=[topic.pk]), {"to": "hide", "version": topic.version}
    )
    assert page.status_code == (302 if may else 403)
    topic.refresh_from_db()
    assert (topic.state == "hidden") is may
    assert client.post(reverse("trends:topics_refresh")).status_code == (302 if may else 403)
    if not may:
        with pytest.raises(PermissionDenied):
            correcting.confirm(topic=topic, version=topic.version, by=getattr(people, role), at=AT)
    correcting_user = people.administrator
    if may:
        assert client.get(reverse("trends:topic", args=[topic.pk])).status_code == 200
        client.force_login(people.manager)
        assert client.get(reverse("trends:topic", args=[topic.pk])).status_code == 403
        correcting.show(topic=topic, version=topic.version, by=correcting_user, at=AT)
        assert client.get(reverse("trends:topic", args=[topic.pk])).status_code == 200


def test_a_sheet_begins_with_chosen_sentences(firms, people, client):
    heat = topics.told("process_heat", companies=firms, times=8)
    topics.find()
    topic = topics.topic_of(heat[0])
    chosen = list(topic.sentences.order_by("pk").values_list("pk", flat=True)[:2])
    client.force_login(people.manager)
    page = client.post(
        reverse("trends:topic_sheet", args=[topic.pk]), {"sentence": chosen, "theme": "sustainability"}
    )
    sheet = topic.sheets.get()
    assert page.url == reverse("trends:sheet", args=[sheet.pk])
    assert [each.words for each in evidence_of(sheet, for_user=people.manager).pieces] == [
        Sentence.objects.get(pk=pk).words
        for pk in sorted(chosen, key=lambda pk: Sentence.objects.get(pk=pk).text.on)
    ]
    assert [each.slug for each in sheet.clusters.all()] == ["healthtech"]
    put_on_sheet(topic=topic, chosen=chosen, sheet=sheet, by=people.manager, at=AT)  # again: they stand once
    assert sheet.evidence.count() == 2
    assert client.post(reverse("trends:topic_sheet", args=[topic.pk])).status_code == 400
    sheet.topics.clear()
    assert link_by_evidence(sheet=sheet, by=people.manager, at=AT) == 1
    assert sheet.topics.get() == topic
    assert str(topic.pk) in client.get(reverse("trends:sheet", args=[sheet.pk])).content.decode()


def test_the_list_asks_as_often_for_one_topic_as_for_three(firms, people, client, django_assert_num_queries):
    topics.told("process_heat", companies=firms, times=6)
    topics.find()
    client.force_login(people.manager)
    with django_assert_num_queries(QUERIES):
        assert client.get(reverse("trends:topics")).status_code == 200
    topics.told("ransomware", companies=firms, times=8)
    topics.told("drones", companies=firms, times=8)
    topics.find()
    assert Topic.objects.filter(into=None).count() >= 3
    for narrowed in ("", "?cluster=healthtech", "?month=2026-08"):
        for user, queries in ((people.manager, QUERIES), (people.ministry, QUERIES - 1 + bool(narrowed))):
            client.force_login(user)
            with django_assert_num_queries(queries):
                page = client.get(f"{reverse('trends:topics')}{narrowed}")
            assert page.context["rows"]


def test_a_title_says_nothing_that_was_said_in_confidence(firms, people):
    """A sheet of closed notes: its title, read by many, has no word of theirs; clusters are those of open ones."""
    secret = [
        ContactFactory(
            company=firms[0], state="held", notes=CONFIDENTIAL, audience="confidence", starts_at=AT - timedelta(days=1)
        )
    ]  # fmt: skip
    topic = topics.ready(secret)
    theme = reference.theme("sustainability")
    chosen = list(topic.sentences.values_list("pk", flat=True))
    sheet = begin_sheet(topic=topic, chosen=chosen, theme=theme, by=people.administrator, at=AT)
    assert sheet.titles == {"en": "Trend of 14 September 2026"}
    assert not sheet.clusters.exists()
    again = begin_sheet(topic=topic, chosen=chosen, theme=theme, by=people.administrator, at=AT)
    assert again == sheet  # two presses begin one
    topic.labels = {}
    topic.save()
    later = AT + timedelta(minutes=2)
    other = begin_sheet(topic=topic, chosen=chosen, theme=theme, by=people.administrator, at=later)
    assert (other.titles, other.pk == sheet.pk) == (sheet.titles, False)
    type(secret[0]).objects.update(audience="everyone")
    topic.labels = {"en": {"terms": ["zanzibar", "elsewhere"], "language": "en"}}
    topic.save()
    topic.sentences.get().text.__class__.objects.update(confidential=False)
    later += timedelta(minutes=2)
    sheet = begin_sheet(topic=topic, chosen=chosen, theme=theme, by=people.administrator, at=later)
    assert sheet.titles == {"en": "Zanzibar"}
    assert [each.slug for each in sheet.clusters.all()] == ["healthtech"]
    type(secret[0]).objects.update(audience="confidence")  # a moment ago: no run has seen it yet
    later += timedelta(minutes=2)
    sheet = begin_sheet(topic=topic, chosen=chosen, theme=theme, by=people.administrator, at=later)
    assert "Zanzibar" not in str(sheet.titles)
    assert not sheet.clusters.exists()


@pytest.mark.parametrize("month", ["9999-12", "9999-11", "0000-00", "x"])
def test_a_month_that_is_none_narrows_nothing(firms, people, client, month):
    topic = topics.ready([ContactFactory(company=firms[0], notes="Heat.", starts_at=AT)])
    client.force_login(people.manager)
    page = client.get(f"{reverse('trends:topic', args=[topic.pk])}?month={month}")
    assert (page.status_code, page.context["narrowed"]) == (200, {})


def _courses(client, **narrowed):
    page = client.get(reverse("trends:topics"), narrowed)
    return {each.row.topic.pk: each.row.course for each in page.context["rows"]}, page.content.decode()


def test_directions_are_those_of_the_cluster_and_the_month_that_are_shown(firms, clusters, people, client):
    """Wood spoke of it for long, the other cluster since last week; and what is old by now was new once."""
    wood = topics.companies(clusters["wood"], "Futaie")[0]
    said = [
        ContactFactory(company=firm, state="held", notes="Heat.", starts_at=AT - timedelta(days=days))
        for firm, days in ((wood, 500), (wood, 200), (wood, 20), (firms[0], 5), (firms[1], 4))
    ]
    topic = topics.ready(said)
    client.force_login(people.analyst)
    courses, told = _courses(client)
    assert courses[topic.pk] != "new"  # first said 500 days ago, which is more than a year is read
    assert "Directions are" not in told
    courses, told = _courses(client, cluster="healthtech")
    assert courses[topic.pk] == "new"
    assert "Directions are those of what companies of this cluster said, as of 14 September 2026." in told
    assert _courses(client, cluster="wood")[0][topic.pk] != "new"
    once = listed(for_user=people.analyst, on=ON, month=date(2025, 5, 1))
    assert ([row.course for row in once.rows], once.on) == (["new"], date(2025, 5, 31))
    assert [row.course for row in listed(for_user=people.analyst, on=ON, month=date(2026, 9, 1)).rows] != [
        "new"
    ]
    assert listed(for_user=people.analyst, on=ON, month=date(2026, 9, 1)).on == ON  # no day that is to come
    assert listed(for_user=people.analyst, on=ON, cluster="healthtech").courses["new"] == 1


def test_texts_near_a_topic_open_to_them(firms, people, client):
    """The figure and the list behind it are of the same texts, also where their sentences went to another topic."""
    near = [
        ContactFactory(company=firms[n], state="held", notes=f"Heat {n}.", starts_at=AT - timedelta(days=n)) for n in range(4)
    ]  # fmt: skip
    secret = ContactFactory(
        company=firms[4], state="held", notes=CONFIDENTIAL, audience="confidence", starts_at=AT
    )
    old = ContactFactory(
        company=firms[4], state="held", notes="Long ago.", starts_at=AT - timedelta(days=400)
    )
    topic = topics.ready([*near, secret, old])
    gone = Topic.objects.create(id=2, born=ON, found_at=AT)
    moved = Sentence.objects.get(words="Heat 0.")
    Sentence.objects.filter(pk=moved.pk).update(topic=gone)
    Sentence.objects.create(text=moved.text, place=1, words="And more.", language="en", mark=9, placed=True)
    page = reverse("trends:topic", args=[topic.pk])
    for user, words in ((people.analyst, 4), (people.manager, 5), (people.ministry, 4)):
        client.force_login(user)
        told = client.get(page)
        assert told.context["told_near"] == words
        assert 'href="?near=1#said"' in told.content.decode()
        behind = client.get(page, {"near": "1"})
        assert behind.context["page"].paginator.count == words
        assert (CONFIDENTIAL in behind.content.decode()) is (user == people.manager)
        assert "Heat 0." in behind.content.decode()
        assert "And more." not in behind.content.decode()
        assert "Long ago." not in behind.content.decode()
        assert behind.context["said_of"] == (words, 0)
        assert 'name="sentence"' not in behind.content.decode()
    client.force_login(people.analyst)
    assert "4 sentences of 4 texts" in " ".join(client.get(page).content.decode().split())


def test_the_sentence_shown_of_a_near_text_is_the_nearest(firms, people):
    topic = topics.ready([ContactFactory(company=firms[0], state="held", notes="Heat.", starts_at=AT)])
    text = SourceText.objects.get()
    best = Sentence.objects.create(text=text, place=1, words="Nearest.", language="en", mark=9, placed=True)
    SentenceVector.objects.create(sentence=best, vector=HalfVector([1.0] * 512))
    topic.centre = HalfVector([1.0] * 512)
    topic.save()
    assert near_sentences(topic, for_user=people.analyst, on=ON).get() == best


def test_a_sheet_follows_its_topic_into_another_one(firms, people, client):
    """As the engine merges at night; taken apart again, each has what it had."""
    topic = topics.ready([ContactFactory(company=firms[0], state="held", notes="Heat.", starts_at=AT)])
    first, second = (Topic.objects.create(id=pk, born=ON, found_at=AT) for pk in (7, 8))
    sheet = sheets.sheet(people.analyst)
    sheet.topics.add(first)
    Topic.objects.filter(pk=first.pk).update(into=second)
    Topic.objects.filter(pk=second.pk).update(into=topic)
    assert [each.pk for each in topics_of_sheet(sheet, for_user=people.analyst)] == [topic.pk]
    assert list(sheets_of_topic(topic, for_user=people.analyst)) == [sheet]
    sheet.topics.add(topic)  # linked twice, shown once
    assert [each.pk for each in topics_of_sheet(sheet, for_user=people.analyst)] == [topic.pk]
    assert list(sheets_of_topic(topic, for_user=people.analyst)) == [sheet]
    sheet.topics.remove(topic)
    Topic.objects.filter(pk=first.pk).update(into=None)
    assert topics_of_sheet(sheet, for_user=people.analyst) == []
    assert not sheets_of_topic(topic, for_user=people.analyst)


def test_what_is_pressed_on_a_topic_that_is_gone_is_not_done_to_another(firms, people, client):
    topic = topics.ready([ContactFactory(company=firms[0], state="held", notes="Heat.", starts_at=AT)])
    gone = Topic.objects.create(id=7, born=ON, found_at=AT, into=topic, version=topic.version)
    stays = Topic.objects.create(id=8, born=ON, found_at=AT)
    Sentence.objects.create(
        text=SourceText.objects.get(), place=1, words="Cold.", language="en", mark=9, topic=stays
    )
    client.force_login(people.analyst)
    survivor = reverse("trends:topic", args=[topic.pk])
    named = {"names_en": "Warm water", "names_fr": "", "names_de": "", "version": topic.version}
    pressed = {
        "topic_mark": {"to": "hide", "version": topic.version}, "topic_name": named,
        "topic_merge": {"into": stays.pk, "version": topic.version},
    }  # fmt: skip
    for name, sent in pressed.items():
        page = client.post(reverse(f"trends:{name}", args=[gone.pk]), sent, follow=True)
        assert page.redirect_chain == [(survivor, 302)], name
        assert "went into another one meanwhile" in page.content.decode()
    split = reverse("trends:topic_split", args=[topic.pk])
    for ask in (client.get, client.post):
        assert ask(reverse("trends:topic_split", args=[gone.pk])).url == split
    into_gone = {
        "into": gone.pk,
        "version": stays.version,
    }  # and what was chosen to go into is not another one either
    client.post(reverse("trends:topic_merge", args=[stays.pk]), into_gone)
    assert not Correction.objects.exists()
    assert list(Topic.objects.exclude(into=None)) == [gone]


def test_topics_are_found_by_their_words_accents_aside(firms, people):
    topic = topics.ready(
        [ContactFactory(company=firms[0], state="held", notes="Énergie, chaleur.", starts_at=AT)]
    )
    topic.labels = {code: {"terms": ["énergie"], "language": "fr"} for code in ("en", "fr", "de")}
    topic.save()

    def found(text):
        return [pk for pk, _name in search(text, for_user=people.analyst, limit=5)]

    assert found("energie") == found("ÉNERGIE") == [topic.pk]
    assert found("terms") == found("language") == found("fr") == []  # the keys of what is kept are no words
    topic.names = {"fr": "Réseaux de chaleur"}
    topic.save()
    assert found("reseaux") == [topic.pk]
    # Many with the same words, of which nobody may read a sentence, do not stand in its way.
    Topic.objects.bulk_create(
        Topic(id=pk, born=ON, found_at=AT, names={"fr": "Réseaux"}) for pk in range(1_000, 1_210)
    )
    assert found("reseaux") == [topic.pk]


def test_two_runs_do_not_take_over_the_same_texts(monkeypatch):
    """While one is at work, nobody else gets what runs hold; afterwards they do."""
    other = connection.copy()

    def free():
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_RUNS])
            got = cursor.fetchone()[0]
            if got:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_RUNS])
        return got

    seen = []
    monkeypatch.setattr(topic_runs, "describe", lambda: seen.append(free()))
    try:
        assert topics.find().state == "done"
        assert (seen, free()) == ([False], True)
    finally:
        other.close()


QUERIES = 14
