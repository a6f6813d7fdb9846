"""Does everybody whom an idea concerns hear and read what happened to it and why: in their language and in time?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from factories import ideas
from factories.companies import CompanyFactory, PersonFactory
from factories.ideas import AT
from grappe.apps.ideas import queries
from grappe.apps.ideas.models import Author, Contributor, Idea, Letter
from grappe.apps.ideas.operations import authors, contributors, editing, merging, resting, talk
from grappe.apps.ideas.operations.authors import Who
from grappe.apps.ideas.operations.ideas import Draft
from grappe.apps.ideas.operations.letters import LETTERS
from grappe.apps.ideas.queries import letters
from grappe.apps.ideas.queries.parked import parked_until_now
from grappe.apps.ideas.queries.similar import similar_to
from grappe.apps.ideas.queries.way import way_of
from grappe.apps.ideas.queries.written import version_of
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
WHY = {"fr": "Parce que.", "de": "Weil es so ist.", "en": "Because."}


@pytest.fixture
def camille():
    return ideas.contributor("Camille", language="fr")


@pytest.fixture
def idea(people, clusters, camille):
    return ideas.idea(people.manager, "A test bench", clusters=[clusters["healthtech"]], authors=[camille])


def letter_to(person, kind, last=True):
    found = Letter.objects.filter(contributor=person, kind=kind).order_by("-pk" if last else "pk")
    return Letter.objects.select_related("contributor__user", "contributor__person").get(pk=found[0].pk)


def body_of(letter, at=AT):
    assert letters.overtaken(letter, at=at) == ""
    return letters.written(letter, at=at).body


# --- What happened, on the author's page ---


def test_an_author_reads_each_thing_that_happened_with_its_reason_in_their_language(
    client, people, clusters, idea, camille
):
    seats = [clusters["healthtech"]]
    other = ideas.idea(
        people.manager, "A bench on wheels", clusters=seats, authors=[ideas.contributor(language="en")]
    )
    day = timedelta(days=1)
    idea = resting.park(
        idea=idea, until=date(2026, 6, 1), why={"fr": "Trop tôt."}, by=people.manager, at=AT + day
    )
    idea = resting.reopen(idea=idea, why={"fr": "Un financement."}, by=people.manager, at=AT + 2 * day)
    merge = merging.merge(
        absorbed=idea,
        kept=other,
        why={"fr": "La même idée.", "en": "The same."},
        by=people.manager,
        at=AT + 3 * day,
    )
    merging.part(merge=merge, why={"fr": "Deux filières.", "en": "Two."}, by=people.manager, at=AT + 4 * day)
    resting.reject(idea=idea, why={"fr": "Trop cher.", "en": "Too dear."}, by=people.manager, at=AT + 5 * day)
    with translation.override("fr"):
        way = way_of(Idea.objects.get(pk=idea.pk), reader=camille)
    assert [(each.label, each.why.get("fr", "")) for each in way.happened] == [
        ("Rejetée", "Trop cher."),
        ("Séparée à nouveau de l’autre idée", "Deux filières."),
        ("Réunie avec une autre idée", "La même idée."),
        ("Reprise : Recueillie", "Un financement."),
        ("Mise en attente", "Trop tôt."),
        ("Recueillie", ""),
    ]
    page = client.get(reverse("ideas:own_idea", args=[queries.token_of(camille), idea.pk])).content.decode()
    assert all(each.why.get("fr", "") in page for each in way.happened) and "Too dear." not in page
    assert people.manager.name in page


def test_as_long_as_two_are_joined_their_authors_know_the_other(people, clusters, idea, camille):
    other = ideas.idea(people.manager, "A bench on wheels", clusters=[clusters["healthtech"]], authors=[])
    merging.merge(absorbed=idea, kept=other, why=WHY, by=people.manager, at=AT + MINUTE)
    assert "A bench on wheels" in way_of(Idea.objects.get(pk=idea.pk), reader=camille).happened[0].label
    assert "A test bench" in way_of(other, reader=camille).happened[0].label


# --- Joined with what is confidential ---


def test_who_watches_learns_nothing_of_a_confidential_idea_that_took_theirs_up(
    client, people, clusters, idea, camille
):
    """A colleague who may not see it: neither its title nor the reasons, by letter, on the page or while writing."""
    seats = [clusters["healthtech"]]
    secret = ideas.idea(people.manager, "Graphene for brakes", clusters=seats, confidential=True, authors=[])
    talk.watch(idea=idea, wanted=True, by=people.other_manager, at=AT)
    done = merging.merge(absorbed=idea, kept=secret, why={"fr": "Le graphène."}, by=people.manager, at=AT)
    watcher = ideas.colleague(people.other_manager)
    body = body_of(letter_to(watcher, "merged"))
    assert "Graphene" not in body and "graphène" not in body and "A test bench" in body
    assert "Graphene for brakes" in body_of(letter_to(camille, "merged"))
    client.force_login(people.other_manager)
    page = client.get(reverse("ideas:detail", args=[idea.pk])).content.decode()
    assert "Graphene" not in page and "graphène" not in page and "confidential" in page
    said = {"title": "A test bench", "text": "Companies send their offcuts to one line.", "language": "en"}
    (found,) = [each for each in similar_to(**said, reader=people.other_manager) if each.idea == idea]
    assert found.joined is None
    (found,) = [each for each in similar_to(**said, reader=people.manager) if each.idea == idea]
    assert found.joined == secret
    merging.part(merge=done, why={"fr": "Le graphène."}, by=people.manager, at=AT)
    assert "Graphene" not in body_of(letter_to(watcher, "merged"))
    page = client.get(reverse("ideas:detail", args=[idea.pk])).content.decode()
    assert "Graphene" not in page and "graphène" not in page


def test_what_a_confidential_idea_says_is_not_opened_through_the_one_that_took_it_up(people, clusters):
    seats = [clusters["healthtech"]]
    kept, secret = (
        ideas.idea(people.manager, title, clusters=seats, confidential=True, authors=[])
        for title in ("Kept", "Secret")
    )
    done = merging.merge(
        absorbed=secret, kept=kept, why={"en": "Same.", "fr": "Même."}, by=people.manager, at=AT
    )
    opened = Draft(title="Kept", language="en", clusters=seats, lead=people.manager, confidential=False)
    with pytest.raises(BadInput, match="Secret"):
        editing.change(idea=kept, draft=opened, version=version_of(kept), by=people.manager, at=AT)
    kept.refresh_from_db()
    assert kept.confidential
    merging.part(merge=done, why={"en": "Two.", "fr": "Deux."}, by=people.manager, at=AT)
    assert not editing.change(
        idea=kept, draft=opened, version=version_of(kept), by=people.manager, at=AT
    ).confidential


def test_without_a_reason_that_all_authors_read_nothing_is_joined_or_parted(people, clusters, idea):
    german = ideas.contributor("Greta", language="de")
    other = ideas.idea(people.manager, clusters=[clusters["healthtech"]], authors=[german])
    with pytest.raises(BadInput, match="Deutsch"):
        merging.merge(absorbed=idea, kept=other, why={"fr": "La même."}, by=people.manager, at=AT)
    done = merging.merge(absorbed=idea, kept=other, why=WHY, by=people.manager, at=AT)
    with pytest.raises(BadInput, match="Français"):
        merging.part(merge=done, why={"de": "Zwei."}, by=people.manager, at=AT)
    idea.refresh_from_db()
    assert idea.merged_into == other


# --- Comments ---


def delivered(people, idea, reader, minutes) -> list[tuple[int, str]]:
    """Let two colleagues say "Word n." at these minutes, and the worker look each minute; return when which letter went out."""
    sent = []
    for minute in range(max(minutes) + 30):
        now = AT + minute * MINUTE
        if minute in minutes:
            number = list(minutes).index(minute)
            by = (people.manager, people.administrator)[number % 2]
            talk.say(idea=idea, text=f"Word {number}.", by=by, at=now)
        due = Letter.objects.filter(contributor=reader, kind="comment", state="waiting", try_at__lte=now)
        for letter in due.order_by("try_at", "pk"):
            left_out = letters.overtaken(letter, at=now)
            if not left_out:
                sent.append((minute, letters.written(letter, at=now).body))
            Letter.objects.filter(pk=letter.pk).update(state="left_out" if left_out else "sent")
    return sent


def told_in(sent) -> list[int]:
    return [number for _minute, body in sent for number in range(40) if f"Word {number}." in body]


def test_comments_in_a_row_make_one_letter(people, idea, camille):
    sent = delivered(people, idea, camille, (0, 4, 9))
    assert [minute for minute, _body in sent] == [19] and told_in(sent) == [0, 1, 2]


def test_nobody_waits_for_more_than_an_hour_for_a_discussion_to_pause(people, idea, camille):
    """Somebody says something every nine minutes for an hour and a half: each comment is told once, and in time."""
    minutes = range(0, 90, 9)
    sent = delivered(people, idea, camille, minutes)
    assert told_in(sent) == list(range(10)) and len(sent) == 2
    for minute, body in sent:
        first = next(number for number in range(10) if f"Word {number}." in body)
        assert minute - minutes[first] < 70


def test_a_long_discussion_is_quoted_in_part_and_says_so(people, idea, camille):
    ((_minute, body),) = delivered(people, idea, camille, range(15))
    assert told_in([(0, body)]) == list(range(3, 15)) and "3 commentaires" in body


def test_what_is_taken_back_is_told_by_no_letter_and_what_was_put_off_for_it_is(people, idea, camille):
    first = talk.say(idea=idea, text="Word 0.", by=people.manager, at=AT)
    second = talk.say(idea=idea, text="Word 1.", by=people.administrator, at=AT + MINUTE)
    talk.take_back(comment=second, by=people.administrator, at=AT + 2 * MINUTE)
    early, late = Letter.objects.filter(contributor=camille, kind="comment").order_by("pk")
    assert letters.overtaken(early, at=AT + 10 * MINUTE)
    Letter.objects.filter(pk=early.pk).update(state="left_out")
    body = body_of(late, AT + 11 * MINUTE)
    assert "Word 0." in body and "Word 1." not in body
    talk.take_back(comment=first, by=people.manager, at=AT + 11 * MINUTE)
    assert letters.overtaken(late, at=AT + 11 * MINUTE)


def test_the_same_words_for_colleagues_and_then_for_all_are_two_comments(people, idea):
    talk.say(idea=idea, text="We pay.", inside=True, by=people.manager, at=AT)
    talk.say(idea=idea, text="We pay.", by=people.manager, at=AT + timedelta(seconds=20))
    assert [each.inside for each in idea.comments.all()] == [True, False]


# --- Who is written to, where and in which language ---


def test_a_colleague_hears_that_an_idea_was_noted_as_theirs(people):
    who = Who(user=people.analyst)
    made = authors.capture_of(draft=Draft(title="Hers"), who=who, by=people.manager, at=AT)
    body = body_of(letter_to(ideas.colleague(people.analyst), "captured"))
    assert f"/ideas/{made.pk}/" in body and "Hers" in body
    authors.add(idea=made, who=Who(user=people.manager), by=people.manager, at=AT)
    authors.add(idea=made, who=Who(user=people.administrator), by=people.manager, at=AT)
    assert letter_to(ideas.colleague(people.administrator), "captured")
    assert not Letter.objects.filter(contributor=ideas.colleague(people.manager)).exists()


def test_letters_follow_the_language_and_address_of_today(people, idea, clusters):
    """Of a colleague those of the account, of somebody on file those of the file; the reasons are asked in that language."""
    person = PersonFactory(company=CompanyFactory(), name="Greta", email="old@firm.example", language="fr")
    greta = contributors.of_person(person=person, by=people.manager, at=AT)
    colleague = contributors.of_user(user=people.analyst, at=AT)
    Author.objects.bulk_create(
        Author(idea=idea, contributor=each, added_at=AT) for each in (greta, colleague)
    )
    person.email, person.language, people.analyst.language = "new@firm.example", "de", "en"
    person.save()
    people.analyst.save()
    assert resting.languages_wanted(idea, people.manager) == ["fr", "de", "en"]
    with pytest.raises(BadInput, match="Deutsch"):
        resting.park(
            idea=idea, until=None, why={"fr": "Trop tôt.", "en": "Too early."}, by=people.manager, at=AT
        )
    resting.park(idea=idea, until=None, why=WHY, by=people.manager, at=AT)
    letter = letter_to(greta, "moved")
    assert letters.written(letter, at=AT).language == "de" and "Weil es so ist." in body_of(letter)
    assert LETTERS.email_of(letter) == "new@firm.example"
    assert "Because." in body_of(letter_to(colleague, "moved"))
    assert (
        contributors.of_person(person=person, by=people.manager, at=AT) == greta
        and Contributor.objects.count() == 3
    )


def test_an_answer_reaches_who_looks_after_the_idea(people, idea, camille):
    resting.park(idea=idea, until=None, why=WHY, by=people.administrator, at=AT)
    letter = letter_to(camille, "moved")
    assert LETTERS.answers_go_to(letter) == [people.manager.email]
    people.manager.is_active = False
    people.manager.save()
    assert LETTERS.answers_go_to(letter_to(camille, "moved")) == []


# --- Whose it is ---


def test_an_author_is_taken_off_but_nobody_takes_off_themselves(manager, people, idea):
    """Else whoever looks after their own idea would decide on it by not having had it any more."""
    own = authors.add(idea=idea, who=Who(user=people.manager), by=people.administrator, at=AT)
    with pytest.raises(BadInput, match="Somebody else"):
        authors.remove(author=own, by=people.manager, at=AT)
    camilles = idea.authors.exclude(pk=own.pk).get()
    page = manager.get(reverse("ideas:detail", args=[idea.pk])).content.decode()
    assert reverse("ideas:author_remove", args=[camilles.pk]) in page
    assert reverse("ideas:author_remove", args=[own.pk]) not in page
    assert manager.post(reverse("ideas:author_remove", args=[camilles.pk])).status_code == 302
    assert idea.authors.get() == own
    assert (
        reverse("ideas:author_remove", args=[own.pk])
        not in manager.get(reverse("ideas:detail", args=[idea.pk])).content.decode()
    )


def test_who_looks_after_an_idea_and_left_stays_until_another_is_chosen(manager, people, clusters):
    idea = ideas.idea(people.other_manager, clusters=[clusters["healthtech"]], confidential=False)
    people.other_manager.is_active = False
    people.other_manager.save()
    address = reverse("ideas:edit", args=[idea.pk])
    page = manager.get(address).content.decode()
    assert f'value="{people.other_manager.pk}" selected' in page
    form = {
        "title": "New", "language": "en", "clusters": ["healthtech"], "lead": str(people.other_manager.pk),
        "version": version_of(idea),
    }  # fmt: skip
    assert manager.post(address, form).status_code == 302
    idea.refresh_from_db()
    assert (idea.title, idea.lead) == ("New", people.other_manager)


# --- Parked until a day ---


def test_a_parked_idea_is_looked_at_again_when_its_day_has_come(client, people, clusters, idea):
    """By who looks after it, not by its author or by who looks after others; administrators see all."""
    day = date(2026, 3, 20)
    seats = [clusters["healthtech"]]
    own = ideas.idea(people.manager, clusters=seats, authors=[ideas.colleague(people.manager)])
    resting.park(idea=idea, until=day, why=WHY, by=people.manager, at=AT)
    resting.park(idea=own, until=day, why=WHY, by=people.administrator, at=AT)

    def seen(user, today):
        everybody = user == people.administrator
        return parked_until_now(for_user=user, today=today, of_everybody=everybody)

    assert seen(people.manager, day - timedelta(days=1)) == []
    assert seen(people.manager, day) == [idea] and set(seen(people.administrator, day)) == {idea, own}
    assert seen(people.other_manager, day) == seen(people.analyst, day) == []
    client.force_login(people.manager)
    assert reverse("ideas:reopen", args=[idea.pk]) in client.get("/").content.decode()
    resting.reopen(idea=idea, why=WHY, by=people.manager, at=AT)
    assert seen(people.manager, day) == []
