"""What does a mail say to one person? Plain text with a few safe placeholders, never markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.campaigns.enums import Basis
from grappe.apps.campaigns.models import Recipient
from grappe.apps.campaigns.queries import consents, links
from grappe.apps.campaigns.queries.topics import topic_of
from grappe.engines.kernel import Text

if TYPE_CHECKING:
    from grappe.apps.campaigns.models import Campaign

# Placeholder -> what it stands for.
PLACEHOLDERS = {
    "company": gettext_lazy("the company's name"),
    "person": gettext_lazy("the person's name"),
    "programme": gettext_lazy("the programme's name"),
    "closes_on": gettext_lazy("the last day for applications"),
    "manager": gettext_lazy("the name of whoever began the campaign"),
}
LINK = "link"  # the personal link, where the topic hands one over
BOOKING = (
    "booking"  # the personal link by which a time is booked, where whoever began the campaign offers times
)
_PIECE = re.compile(r"\{([^{}\n]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text, and where."""

    language: str
    part: str  # subject, text
    message: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as one recipient gets it."""

    language: str
    subject: str
    body: str
    html: str


def facts_of(campaign: Campaign, programme: Any, closes_on: date | None) -> dict[str, Any]:
    """Return what the placeholders that are alike for everybody stand for, to be kept with the review."""
    return {
        "programme": dict(programme.name) if programme is not None else {},
        "closes_on": closes_on.isoformat() if closes_on else "",
        "manager": campaign.created_by.name,
        "manager_email": campaign.created_by.email,
        BOOKING: booking_address(campaign.created_by_id, campaign.booking),
        **({"booking_kind": campaign.booking} if campaign.booking else {}),
    } | ({"topic": topic.document()} if (topic := topic_of(campaign.topic)) is not None else {})


def placeholders_of(campaign: Campaign | None) -> dict[str, Any]:
    """Return the placeholders that may stand in a campaign's texts, each with what it stands for."""
    topic = topic_of(campaign.topic) if campaign is not None else None
    found: dict[str, Any] = dict(PLACEHOLDERS)
    if campaign is not None and booking_address(campaign.created_by_id, campaign.booking):
        found[BOOKING] = _("the personal link by which whoever gets the mail books a time")
    if topic is None:
        return found
    return found | dict(topic.placeholders) | {LINK: _("the personal link of whoever gets the mail")}


def booking_kinds(owner: int) -> list[tuple[int, dict[str, str]]]:
    """Return the kinds of times that somebody offers, the oldest first: key and name in three languages.

    HOOKS["campaigns.booking_kinds"] in the settings names the higher app that knows.
    """
    paths = settings.HOOKS.get("campaigns.booking_kinds", ())
    return [each for path in paths for each in import_string(path)(owner=owner)]


def booking_address(owner: int, kind: int | None = None) -> str:
    """Return at which address the times are booked that somebody offers, {token} for a recipient's; empty where they offer none.

    Of a `kind`, where one was chosen; empty where they offer it no more.

    HOOKS["campaigns.booking"] in the settings names the higher app that knows.
    """
    found = [
        import_string(path)(owner=owner, kind=kind) for path in settings.HOOKS.get("campaigns.booking", ())
    ]
    return next((str(each) for each in found if each), "")


def _known(facts: Mapping[str, Any]) -> list[str]:
    topic = facts.get("topic")
    known = [*PLACEHOLDERS, *([BOOKING] if facts.get(BOOKING) else [])]
    return [*known, *topic["facts"], LINK] if topic else known


def faults_in(subjects: Mapping[str, str], texts: Mapping[str, str], facts: Mapping[str, Any]) -> list[Fault]:
    """Return every fault of the texts: unknown placeholders, stray braces, one half of a language, nothing to fill in."""
    found: list[Fault] = []
    for language in Language.values:
        subject, text = subjects.get(language, ""), texts.get(language, "")
        for part, words in (("subject", subject), ("text", text)):
            found += [Fault(language, part, message) for message in _wrong_placeholders(words, facts)]
        if bool(subject.strip()) != bool(text.strip()):
            part = "subject" if text.strip() else "text"
            found.append(Fault(language, part, _("Subject and text are both needed, or neither.")))
    return found


def _wrong_placeholders(words: str, facts: Mapping[str, Any]) -> Iterator[str]:
    for match in _PIECE.finditer(words):
        line = words.count("\n", 0, match.start()) + 1
        name = match[1]
        if name is None:
            yield _("Line %(line)d: a brace without its partner.") % {"line": line}
        elif name == BOOKING and not facts.get(BOOKING):
            yield _(
                "Line %(line)d: {booking} needs times that can be booked; offer some under “Times to book”."
            ) % {"line": line}
        elif name not in _known(facts):
            yield _("Line %(line)d: {%(name)s} is no placeholder. There are: %(known)s.") % {
                "line": line, "name": name, "known": ", ".join(f"{{{each}}}" for each in _known(facts)),
            }  # fmt: skip
        elif name == "programme" and not facts.get("programme"):
            yield _("Line %(line)d: {programme} needs a programme; choose one above.") % {"line": line}
        elif name == "closes_on" and not facts.get("closes_on"):
            yield _("Line %(line)d: {closes_on} needs a programme whose last day is known.") % {"line": line}


def written_in(subjects: Mapping[str, str], texts: Mapping[str, str]) -> list[str]:
    """Return the languages in which there are a subject and a text."""
    return [
        each for each in Language.values if subjects.get(each, "").strip() and texts.get(each, "").strip()
    ]


def language_for(campaign: Campaign, language: str) -> str:
    """Return the language in which somebody is written to: theirs where there is a text, else the chosen fallback."""
    return language if language in written_in(campaign.subjects, campaign.texts) else campaign.fallback


def filled(
    words: str,
    facts: Mapping[str, Any],
    language: str,
    *,
    company: str,
    person: str,
    link: str = "",
    booking: str = "",
) -> str:
    """Return a text with its placeholders filled in, in one language; what a name contains is never read again."""
    closes = facts.get("closes_on", "")
    with translation.override(language):
        values = {
            "company": company,
            "person": person,
            "programme": Text.of(facts.get("programme") or {}).in_language(language),
            "closes_on": date_format(date.fromisoformat(closes), "DATE_FORMAT") if closes else "",
            "manager": facts.get("manager", ""),
            LINK: link,
            BOOKING: booking,
        }
    for name, said in (facts.get("topic") or {}).get("facts", {}).items():
        values[name] = Text.of(said).in_language(language) if said else ""
    return _PIECE.sub(lambda match: str(values.get(match[1] or "", match[0])), words)


def mail_for(campaign: Campaign, recipient: Recipient) -> Mail:
    """Return the mail of a recipient in the language they get it in, as text and as simple HTML with the same words."""
    language = language_for(campaign, recipient.language)
    known = campaign.facts
    link = _answer_link(campaign, recipient)
    booking = _booking_link(campaign, recipient)
    names = {"company": recipient.company_name, "person": recipient.name, "link": link, "booking": booking}
    topic = known.get("topic") or {}
    subject = filled(campaign.subjects.get(language, ""), known, language, **names)
    text = filled(campaign.texts.get(language, ""), known, language, **names).strip()
    with translation.override(language):
        context = {
            "subject": " ".join(subject.split()),
            "language": language,
            "text": text.replace("\r\n", "\n"),
            "answer_link": link,
            "answer_words": topic.get("link_words", {}).get(language, ""),
            "stop_link": _stop_link(campaign, recipient),
            "why": _why(recipient),
            "sender": known.get("manager", ""),
            "sender_email": known.get("manager_email", ""),
        }
        html = render_to_string("campaigns/mail.html", context)
        body = _body(context)
    return Mail(language, context["subject"], body, html)


def preview(campaign: Campaign, recipient: Recipient | None, *, language: str = "") -> Mail:
    """Return the mail as a recipient would get it, with links that open nothing; without one, as an example."""
    shown = Recipient(
        campaign=campaign,
        company_name=recipient.company_name if recipient else _("Example S.A."),
        name=recipient.name if recipient else _("Camille Example"),
        language=language or (recipient.language if recipient else get_language()) or "en",
        basis=recipient.basis if recipient else Basis.RELATIONSHIP,
    )
    return mail_for(campaign, shown)


def _answer_link(campaign: Campaign, recipient: Recipient) -> str:
    """Return the recipient's personal link: the topic's, else that to an answer; in a preview it opens nothing."""
    if not recipient.pk:
        return f"{settings.SITE_URL}/"
    topic = campaign.facts.get("topic")
    if topic:
        return str(topic["link"]).replace("{token}", links.token_of(recipient))
    return links.link_of(recipient)


def _booking_link(campaign: Campaign, recipient: Recipient) -> str:
    """Return the recipient's link to book a time; in a preview one of the same shape that opens nothing."""
    token = links.booking_token_of(recipient) if recipient.pk else "preview"
    return str(campaign.facts.get(BOOKING, "")).replace("{token}", token)


def _stop_link(campaign: Campaign, recipient: Recipient) -> str:
    if recipient.address is None:
        return f"{settings.SITE_URL}/"
    return consents.link_of(recipient.address, campaign_id=campaign.pk, purpose=campaign.purpose)


def _why(recipient: Recipient) -> str:
    if recipient.basis == Basis.OPT_IN:
        return _("You get this mail because you agreed to it.")
    return _("You get this mail because we work with your company (legitimate interest).")


def _body(context: Mapping[str, str]) -> str:
    parts = [
        context["text"],
        (context["answer_words"] or _("Your answer, with one click and without an account:"))
        + f"\n{context['answer_link']}",
        "-- ",
        context["why"] + "\n" + _("Not any more? Unsubscribe or choose here:") + f"\n{context['stop_link']}",
    ]
    return "\n\n".join(parts).replace("-- \n\n", "-- \n") + "\n"
