"""How does a topic become a trend sheet, with chosen sentences as what it rests on?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.clusters import queries as clusters
from grappe.apps.companies.queries import contact_for
from grappe.apps.diagnostics.queries.texts import run_of
from grappe.apps.ideas.queries.ideas import idea_for
from grappe.apps.needs.queries import need_for
from grappe.apps.trends.enums import Direction, Horizon, Impact, TextKind
from grappe.apps.trends.models import Sentence, Sheet, Topic
from grappe.apps.trends.operations.sheets import LONGEST_WORDS, Draft, add_evidence, begin
from grappe.apps.trends.permissions import check_can_add_sheet, check_can_edit_sheet
from grappe.apps.trends.queries.feeds import entry_for
from grappe.apps.trends.queries.sources import as_they_stand
from grappe.apps.trends.queries.topic_names import IN_NAME
from grappe.apps.trends.queries.topic_page import Said, said
from grappe.apps.trends.queries.topic_trends import age, readable_sentences
from grappe.apps.trends.queries.topics import seen
from grappe.ui import moments
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

TWICE = timedelta(minutes=1)  # the same begun again by the same person within it is one press too many
MOST = 30  # sentences at a time
LOOKED_THROUGH = 300  # sentences for the words of a title
LANGUAGES = ("en", "fr", "de")
# The thing that words of a kind are from, by its key; by what name a piece of evidence keeps it.
_THINGS: dict[str, tuple[str, Callable[..., Any]]] = {
    TextKind.CONTACT: ("contact", contact_for),
    TextKind.NEED: ("need", need_for),
    TextKind.DIAGNOSTIC: ("run", run_of),
    TextKind.IDEA: ("idea", idea_for),
    TextKind.ENTRY: ("entry", entry_for),
}


@transaction.atomic
def begin_sheet(*, topic: Topic, chosen: Collection[int], theme: Any = None, by: User, at: datetime) -> Sheet:
    """Begin a trend sheet that rests on chosen sentences of a topic. Raises PermissionDenied, BadInput."""
    check_can_add_sheet(by)
    found = _chosen(topic, chosen, by)
    if again := _just_begun(topic, found, by, at):
        return again
    _name, trend = seen([topic.pk], for_user=by, on=age(for_user=by).on, hidden=True)[topic.pk]
    seats = {seat for each in _open([one.sentence for one in found]) for seat in each.text.clusters}
    draft = Draft(
        titles=dict(topic.names) or _titles(topic, at),
        theme=theme or topic.theme,
        horizon=Horizon.NEXT,
        impact=Impact.MIDDLE,
        direction=trend.course.value if trend else Direction.NEW,
        clusters=[each for each in clusters.clusters() if each.slug in seats],
    )
    return _noted(begin(draft=draft, by=by, at=at), topic, found, by, at)


@transaction.atomic
def put_on_sheet(*, topic: Topic, chosen: Collection[int], sheet: Sheet, by: User, at: datetime) -> Sheet:
    """Put chosen sentences of a topic on a trend sheet; they stand there once. Raises PermissionDenied, BadInput."""
    check_can_edit_sheet(by, sheet)
    return _noted(sheet, topic, _chosen(topic, chosen, by), by, at)


@transaction.atomic
def link_by_evidence(*, sheet: Sheet, by: User, at: datetime) -> int:
    """Link a sheet with the topics that the words it rests on went to; return how many there are. Raises PermissionDenied."""
    check_can_edit_sheet(by, sheet)
    said = {(row.contact_id, row.words) for row in sheet.evidence.exclude(contact=None)}
    rows = readable_sentences(by).filter(
        text__kind=TextKind.CONTACT, text__source_id__in=[contact for contact, _words in said]
    )
    found = {
        topic
        for topic, contact, words in rows.values_list("topic_id", "text__source_id", "words")
        if any(contact == of and (words in text or text in words) for of, text in said)
    }
    sheet.topics.add(*found)
    return len(found)


def _just_begun(topic: Topic, found: Sequence[Said], by: User, at: datetime) -> Sheet | None:
    """Return the sheet that the same person began of the same sentences a moment ago: two presses begin one sheet."""
    Topic.objects.select_for_update(no_key=True, of=("self",)).get(pk=topic.pk)
    words = {" ".join(one.sentence.words.split())[:LONGEST_WORDS] for one in found}
    recent = topic.sheets.filter(created_by=by, created_at__gt=at - TWICE).prefetch_related("evidence")
    return next((each for each in recent if {row.words for row in each.evidence.all()} == words), None)


def _titles(topic: Topic, at: datetime) -> dict[str, str]:
    """Return a first title, of words that everybody inside may be told: a title is read by more than what it rests on."""
    language = get_language() or "en"
    label = topic.labels.get(language, {})
    rows = topic.sentences.filter(text__confidential=False).select_related("text")
    words = [_plain(each.words) for each in _open(rows.order_by("-text__on", "pk")[:LOOKED_THROUGH])]
    terms = [term for term in label.get("terms", ()) if any(_plain(term) in line for line in words)][:IN_NAME]
    if terms:
        text, of = ", ".join(terms), label["language"]
        return {of if of in LANGUAGES else "fr": text[:1].upper() + text[1:]}
    day = date_format(moments.local_date(at), "DATE_FORMAT")
    return {language if language in LANGUAGES else "fr": _("Trend of %(day)s") % {"day": day}}


def _plain(words: str) -> str:
    return words.replace("'", "’").casefold()


def _open(rows: Iterable[Sentence]) -> list[Sentence]:
    """Return the sentences of texts that everybody inside may read, as they stand at this moment."""
    given = list(rows)
    stands = as_they_stand({(row.text.kind, row.text.source_id) for row in given})
    return [
        row
        for row in given
        if (text := stands.get((row.text.kind, row.text.source_id))) is not None and not text.confidential
    ]


def _chosen(topic: Topic, chosen: Collection[int], by: User) -> list[Said]:
    rows = (
        readable_sentences(by).filter(topic=topic, pk__in=list(chosen)[:MOST]).select_related("text__company")
    )
    found = said(list(rows.order_by("text__on", "pk")), for_user=by)
    if not found:
        raise BadInput(_("Choose at least one sentence that the trend rests on."))
    return found


def _noted(sheet: Sheet, topic: Topic, found: list[Said], by: User, at: datetime) -> Sheet:
    for one in found:
        text = one.sentence.text
        name, find = _THINGS[text.kind]
        try:
            thing = find(text.source_id, for_user=by)
        except ObjectDoesNotExist:  # it went a moment ago
            continue
        add_evidence(
            sheet=sheet, words=one.sentence.words, language=one.language, by=by, at=at, **{name: thing}
        )
    sheet.topics.add(topic)
    return sheet
