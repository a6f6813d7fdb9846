"""What may an idea be captured from, and what is known of it then? A marked sentence, minutes, words noted elsewhere, a need …"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.companies import queries as companies
from grappe.apps.companies.queries.notes import mark_for
from grappe.apps.events import queries as events
from grappe.apps.events.queries.after import link_for as event_words_for
from grappe.apps.groups import queries as groups
from grappe.apps.groups.queries.minutes import parts
from grappe.apps.groups.queries.results import link_for as group_words_for
from grappe.apps.groups.queries.sessions import session_for
from grappe.apps.groups.queries.snapshots import texts_of
from grappe.apps.ideas.enums import LinkKind
from grappe.apps.ideas.models import IdeaLink
from grappe.apps.needs import queries as needs
from grappe.apps.studies.permissions import check_can_view_study
from grappe.apps.studies.queries.findings import finding_for
from grappe.apps.studies.queries.uses import use_for
from grappe.engines.kernel import Text

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.groups.models import Session

LONGEST_FIRST_TITLE = 120
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
MOST_SENTENCES = 200
LONGEST_PASSAGE = 1_000  # it travels in the address of a page
SEAL = "grappe.ideas.passage"


@dataclass(frozen=True, slots=True)
class Source:
    """What an idea comes from: its kind and row, the sentence, and what is known of whose idea it is."""

    kind: str
    thing: Any
    label: str
    url: str
    passage: str = ""
    language: str = ""
    company: Any = None
    theme: Any = None
    clusters: Sequence[Any] = ()
    lost: str = ""  # words that were chosen in minutes and do not stand there any more
    confidential: bool = False  # its words were said in confidence

    @property
    def pk(self) -> int:
        return int(self.thing.pk)

    def prefilled(self) -> dict[str, Any]:
        """Return what a form begins with."""
        words = {
            "title": first_title(self.passage or self.lost or self.label),
            "text": self.passage or self.lost,
            "company": self.company.name if self.company else "",
            "company_id": self.company.pk if self.company else None,
            "theme": self.theme.slug if self.theme else "",
            "clusters": [each.slug for each in self.clusters],
        }
        words |= {"confidential": True} if self.confidential else {}
        return words | ({"language": self.language} if self.language else {})


def source_of(kind: str, pk: int, *, words: str = "", seal: str = "", for_user: User) -> Source:
    """Return what an idea would be captured from; `words` were chosen in the minutes of a session, `seal` is their `seal_of`.

    Raises LookupError for a kind that there is not, ObjectDoesNotExist, and PermissionDenied where it is not theirs to see.
    """
    if kind == LinkKind.SESSION:
        return _session(session_for(pk, for_user=for_user), words, seal)
    return _READ[kind](pk, for_user)


def seal_of(source: Source) -> str:
    """Return what a form carries of words that were found in minutes: others write on them while it is filled in."""
    if source.kind != LinkKind.SESSION or not source.passage:
        return ""
    return signing.Signer(salt=SEAL).sign_object([source.pk, source.passage])


def idea_of(kind: str, pk: int) -> IdeaLink | None:
    """Return the link of the idea that was made of these words already; None where there is none."""
    return IdeaLink.objects.filter(kind=kind, **{kind: pk}).select_related("idea").order_by("pk").first()


def first_title(passage: str) -> str:
    """Return the beginning of a passage as a first title, cut between words."""
    words = " ".join(passage.split())
    if len(words) <= LONGEST_FIRST_TITLE:
        return words.rstrip(".")
    return f"{words[:LONGEST_FIRST_TITLE].rsplit(' ', 1)[0]} …"


def sentences_of(session: Session) -> list[str]:
    """Return what stands in the minutes of a session, sentence by sentence, decisions too; at most MOST_SENTENCES."""
    found: list[str] = []
    for part in parts(session):
        texts = [part.point.text.plain, *(each.text for each in part.decisions)]
        for text in texts:
            found += [
                each.strip()[:LONGEST_PASSAGE] for each in _SENTENCE.split(text) if len(each.strip()) > 3
            ]
    return list(dict.fromkeys(found))[:MOST_SENTENCES]


def _stands(session: Session, words: str) -> bool:
    """Whether words stand in the minutes of a session, or stood in a version of them; blanks and line ends aside."""
    wanted = " ".join(words.split())
    return any(wanted in " ".join(text.split()) for text in texts_of(session))


def _sealed(session: Session, seal: str) -> str:
    """Return the words that were found in the minutes of a session before; empty for what we did not seal."""
    try:
        pk, words = signing.Signer(salt=SEAL).unsign_object(seal)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(words) if pk == session.pk else ""


def _said(texts: Mapping[str, str]) -> str:
    return Text.of(dict(texts)).in_language(get_language() or "en")


def _mark(pk: int, user: User) -> Source:
    mark = mark_for(pk, for_user=user)
    contact, company = mark.contact, mark.contact.company
    return Source(
        LinkKind.MARK, mark, f"{company} · {contact.subject}", reverse("companies:contact", args=[contact.pk]),
        mark.passage, _language(contact.notes_language), company, None, list(company.clusters.all()),
        confidential=contact.confidential,
    )  # fmt: skip


def _need(pk: int, user: User) -> Source:
    need = needs.need_for(pk, for_user=user)
    company = companies.company_for(need.company_id, for_user=user)
    return Source(
        LinkKind.NEED, need, need.title, reverse("needs:detail", args=[pk]), "", _language(need.language), company,
        need.theme, list(company.clusters.all()),
        confidential=need.contact is not None and need.contact.confidential,
    )  # fmt: skip


def _event(pk: int, user: User) -> Source:
    event = events.event_for(pk, for_user=user)
    return Source(LinkKind.EVENT, event, _said(event.titles), reverse("events:detail", args=[pk]))


def _event_words(pk: int, user: User) -> Source:
    link = event_words_for(pk, for_user=user)
    if not link.idea:
        raise LookupError(pk)
    url = reverse("events:after", args=[link.event_id])
    return Source(LinkKind.EVENT_WORDS, link, _said(link.event.titles), url, link.idea, "", link.company)


def _group(pk: int, user: User) -> Source:
    group = groups.group_for(pk, for_user=user)
    url = reverse("groups:detail", args=[pk])
    return Source(
        LinkKind.GROUP,
        group,
        _said(group.names),
        url,
        "",
        group.language,
        None,
        group.theme,
        list(group.clusters.all()),
    )


def _group_words(pk: int, user: User) -> Source:
    link = group_words_for(pk, for_user=user)
    if link.kind != "idea":
        raise LookupError(pk)
    group = link.group
    return Source(
        LinkKind.GROUP_WORDS, link, _said(group.names), reverse("groups:results", args=[group.pk]), link.text,
        group.language, link.company, group.theme, list(group.clusters.all()),
    )  # fmt: skip


def _session(session: Session, words: str, seal: str) -> Source:
    group, number = session.group, _("Session %(number)s") % {"number": session.number}
    chosen, passage = words.replace("\x00", "").strip()[:LONGEST_PASSAGE], _sealed(session, seal)
    if not passage and chosen and _stands(session, chosen):
        passage = chosen
    return Source(
        LinkKind.SESSION, session, f"{_said(group.names)} · {session.title or number}",
        reverse("groups:session", args=[session.pk]), passage, group.language, None, group.theme,
        list(group.clusters.all()), "" if passage else chosen,
    )  # fmt: skip


def _finding(pk: int, user: User) -> Source:
    finding = finding_for(pk, for_user=user)
    url = f"{reverse('studies:findings', args=[finding.study_id])}#finding-{pk}"
    return Source(LinkKind.FINDING, finding, _said(finding.statements), url, theme=finding.study.theme)


def _use(pk: int, user: User) -> Source:
    use = use_for(pk, for_user=user)
    check_can_view_study(user, use.finding.study)
    if use.kind != "idea":
        raise LookupError(pk)
    url = f"{reverse('studies:findings', args=[use.finding.study_id])}#finding-{use.finding_id}"
    return Source(
        LinkKind.USE, use, _said(use.finding.statements), url, use.text, theme=use.finding.study.theme
    )


def _company(pk: int, user: User) -> Source:
    company = companies.company_for(pk, for_user=user)
    return Source(
        LinkKind.COMPANY, company, str(company), company.get_absolute_url(), "", _language(company.language), company, None,
        list(company.clusters.all()),
    )  # fmt: skip


def _language(code: str) -> str:
    """Return a language in which ideas are written; Luxembourgish notes are read as German."""
    return {"lb": "de"}.get(code, code)


_READ: dict[str, Callable[[int, User], Source]] = {
    LinkKind.MARK: _mark,
    LinkKind.NEED: _need,
    LinkKind.EVENT: _event,
    LinkKind.EVENT_WORDS: _event_words,
    LinkKind.GROUP: _group,
    LinkKind.GROUP_WORDS: _group_words,
    LinkKind.FINDING: _finding,
    LinkKind.USE: _use,
    LinkKind.COMPANY: _company,
}
