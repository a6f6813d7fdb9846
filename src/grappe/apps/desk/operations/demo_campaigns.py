"""Which campaigns does the demonstration have? One that was sent and answered, one that waits for its review."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from grappe.apps.aids import queries as aids
from grappe.apps.aids.operations.awards import AwardValues, record_award
from grappe.apps.campaigns import operations as campaigns
from grappe.apps.campaigns import queries as campaign_queries
from grappe.apps.campaigns.enums import AnswerKind, Audience, Basis, CampaignState, Purpose, RecipientState
from grappe.apps.clusters import queries as clusters
from grappe.apps.desk.operations.demo_stage import Cast, Stage
from grappe.apps.desk.operations.demo_team import TEAM

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.campaigns.models import Campaign, Recipient

PROGRAMMES = (
    "sme-packages-digital",
    "fit4-digital",
    "sme-packages-sustainability",
)  # the first two that are there
SUBJECTS = {
    "fr": "Une aide pour {company} : {programme}",
    "de": "Eine Förderung für {company}: {programme}",
    "en": "An aid for {company}: {programme}",
}
TEXTS = {
    "fr": "Bonjour {person},\n\nd'après ce que nous savons, {company} pourrait bénéficier de « {programme} ». "
    "Une minute suffit pour nous dire si cela vous intéresse ; nous vous aidons ensuite à monter le dossier."
    "\n\nBien à vous\n{manager}",
    "de": "Guten Tag {person},\n\nnach dem, was wir wissen, könnte {company} „{programme}“ erhalten. Sagen Sie uns in "
    "einer Minute, ob es Sie interessiert; beim Antrag helfen wir Ihnen dann gern.\n\nFreundliche Grüße\n{manager}",
    "en": "Dear {person},\n\nby what we know, {company} may have “{programme}”. One minute is enough to tell us "
    "whether it interests you; we then help you with the application.\n\nKind regards\n{manager}",
}
# What was answered, again and again over the recipients; "" says nothing, "stop" unsubscribes.
REPLIES = (
    "interested",
    "",
    "",
    "call",
    "",
    "not_for_us",
    "",
    "interested",
    "",
    "",
    "wrong_person",
    "",
    "stop",
    "",
)
SAID = {
    "interested": {
        "fr": "Oui, nous voulons nous équiper avant l'été.",
        "de": "Ja, wir möchten noch vor dem Sommer umstellen.",
        "en": "Yes, we want to equip ourselves before the summer.",
    },
    "call": {"fr": "Plutôt le matin.", "de": "Am liebsten vormittags.", "en": "In the morning, please."},
    "not_for_us": {
        "fr": "Nous venons d'investir.",
        "de": "Wir haben gerade erst investiert.",
        "en": "We have only just invested.",
    },
    "wrong_person": {
        "fr": "Voyez avec notre comptable.",
        "de": "Bitte fragen Sie unsere Buchhaltung.",
        "en": "Please ask our accounts department.",
    },
}


def tell_campaigns(stage: Stage) -> None:
    """Tell who may be written to, then the two campaigns. Mails go where the demonstration's mails go."""
    for place, cast in enumerate(stage.cast):
        _consents(stage, place, cast)
    known = {each.slug: each for each in aids.programmes(for_user=stage.team[TEAM[0].email])}
    programmes = [known[slug] for slug in PROGRAMMES if slug in known]
    writers = [stage.team[login.email] for login in TEAM if login.clusters][::-1]
    reviewer = stage.team[TEAM[0].email]
    if len(programmes) < 2 or len(writers) < 2:
        return
    sent = _campaign(writers[0], programmes[0], stage.moment(stage.working_day(-16), 9, 15))
    if sent is not None:
        _send(stage, sent, writers[0], reviewer)
    _campaign(writers[1], programmes[1], stage.moment(stage.working_day(-2), 16, 40))


def _consents(stage: Stage, place: int, cast: Cast) -> None:
    """Tell what the people of a company allow: most by the work together, some by asking, some not at all."""
    talk = cast.talks[0] if cast.talks else None
    for person in cast.people:
        if talk is None or not person.email or place % 7 == 6:
            continue
        basis = Basis.OPT_IN if place % 4 == 1 else Basis.RELATIONSHIP
        campaigns.record(
            company=cast.company, email=person.email, purpose=Purpose.AIDS, basis=basis,
            evidence=talk.contact.subject[:300], by=cast.manager, at=talk.at,
        )  # fmt: skip


def _campaign(writer: User, programme: object, at: datetime) -> Campaign | None:
    """Tell a campaign up to its review; None where there is nobody to write to."""
    slugs = {each.slug: each for each in clusters.clusters() if each.pk in clusters.cluster_ids_of(writer)}
    segment = campaign_queries.Segment(clusters=tuple(slugs))
    reached = campaign_queries.select(segment, for_user=writer, on=at.date())
    if not reached.written_to:
        return None
    draft = campaigns.Draft(
        title=f"{programme}", segment=segment, programme=programme, audience=Audience.HEADS, subjects=SUBJECTS,
        texts=TEXTS, per_minute=600,
    )  # fmt: skip
    begun = campaigns.begin(draft=draft, by=writer, at=at)
    return _move(begun, CampaignState.REVIEW, writer, at + timedelta(minutes=30))


def _move(campaign: Campaign, to: str, by: User, at: datetime, comment: str = "") -> Campaign:
    return campaigns.move(
        campaign=campaign, to_state=to, comment=comment, seen_state=campaign.state, seen_version=campaign.version,
        by=by, at=at,
    )  # fmt: skip


def _send(stage: Stage, campaign: Campaign, writer: User, reviewer: User) -> None:
    """Tell the review, the sending and the answers of the days after."""
    at = campaign.created_at + timedelta(hours=3)
    approved = _move(campaign, CampaignState.APPROVED, reviewer, at, comment="Good. Short and clear.")
    going = _move(approved, CampaignState.SENDING, writer, at + timedelta(hours=1))
    campaigns.send(campaign_id=going.pk, now=lambda: at + timedelta(hours=1))
    written_to = campaign_queries.recipients(going, for_user=writer, state=RecipientState.SENT).order_by("pk")
    for place, recipient in enumerate(written_to):
        what = REPLIES[place % len(REPLIES)]
        when = min(stage.at, at + timedelta(hours=3 + 7 * place))
        if what == AnswerKind.INTERESTED:
            _obtained(stage, recipient, going, at)
        if what == "stop" and recipient.address is not None:
            campaigns.unsubscribe(
                address=recipient.address, purpose=Purpose.AIDS, campaign_id=going.pk, at=when
            )
        elif what:
            _reply(stage, recipient, what, when, first=place == 0)


def _obtained(stage: Stage, recipient: Recipient, campaign: Campaign, at: datetime) -> None:
    """Tell that a company that was interested obtained the aid two weeks later; the results count it."""
    cast = next(cast for cast in stage.cast if cast.company.pk == recipient.company_id)
    day = min(stage.today, at.date() + timedelta(days=14))
    values = AwardValues(
        label=f"{campaign.programme}", programme=campaign.programme, basis="de_minimis", granted_on=day,
        nominal_eur=Decimal(17_500), authority="Ministry of the Economy",
    )  # fmt: skip
    record_award(company=cast.company, values=values, by=cast.manager, at=stage.at)


def _reply(stage: Stage, recipient: Recipient, what: str, at: datetime, *, first: bool) -> None:
    given = campaigns.answer(recipient=recipient, kind=what, text=SAID[what][recipient.language], at=at)
    manager = next(cast.manager for cast in stage.cast if cast.company.pk == recipient.company_id)
    if first:
        campaigns.to_need(given=given, theme="digital", by=manager, at=stage.at)
    if what == AnswerKind.CALL:
        starts_at = stage.moment(stage.working_day(5), 10, 0)
        campaigns.to_contact(given=given, starts_at=starts_at, by=manager, at=stage.at)
