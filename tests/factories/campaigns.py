"""How does a test make a campaign, allow mails and send it? Through the operations, as the pages do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from factories.companies import CompanyFactory, PersonFactory
from grappe.apps.campaigns import operations
from grappe.apps.campaigns.models import Address, Campaign, Preference, Recipient
from grappe.apps.campaigns.operations.consents import address_of
from grappe.apps.campaigns.queries.segments import Segment

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
TEXTS = {
    "en": "Dear {person},\n\nan aid may fit {company}.\n\n{manager}",
    "fr": "Bonjour {person},\n\nune aide pourrait convenir à {company}.\n\n{manager}",
    "de": "Guten Tag {person},\n\neine Förderung könnte zu {company} passen.\n\n{manager}",
}
SUBJECTS = {
    "en": "An aid for {company}",
    "fr": "Une aide pour {company}",
    "de": "Eine Förderung für {company}",
}


class Ticking:
    """A clock that goes on by a second each time it is read."""

    def __init__(self, at: datetime = AT) -> None:
        self.at = at

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def head(
    company: Any, email: str = "", name: str = "Camille Exemple", language: str = "fr", **more: Any
) -> Any:
    return PersonFactory(
        company=company,
        name=name,
        email=email or f"head{company.pk}@company.example",
        language=language,
        is_head=True,
        **more,
    )


def allow(
    email: str, by: Any, basis: str = "relationship", purpose: str = "aids", at: datetime = AT
) -> Preference:
    return Preference.objects.create(
        address=address_of(email), purpose=purpose, basis=basis, evidence="Visit of 2 February", recorded_at=at,
        recorded_by=by,
    )  # fmt: skip


def firm(
    clusters: Any, by: Any, name: str, slug: str = "healthtech", language: str = "fr", **more: Any
) -> Any:
    """Return a company whose head may be written to."""
    made = CompanyFactory(name=name, clusters=[clusters[slug]], **more)
    person = head(made, name=f"Head of {name}", language=language)
    allow(person.email, by)
    return made


def draft(**changes: Any) -> operations.Draft:
    values: dict[str, Any] = {
        "title": "Fit for digital", "segment": Segment(clusters=("healthtech",)), "subjects": SUBJECTS,
        "texts": TEXTS,
    }  # fmt: skip
    return operations.Draft(**(values | changes))


def begun(by: Any, at: datetime = AT, **changes: Any) -> Campaign:
    return operations.begin(draft=draft(**changes), by=by, at=at)


def moved(campaign: Campaign, to_state: str, by: Any, comment: str = "", at: datetime = AT) -> Campaign:
    """Bring a campaign into a state as somebody who sees it as it stands."""
    now = Campaign.objects.get(pk=campaign.pk)
    return operations.move(
        campaign=now,
        to_state=to_state,
        comment=comment,
        seen_state=now.state,
        seen_version=now.version,
        by=by,
        at=at,
    )


def approved(campaign: Campaign, by: Any, reviewer: Any, at: datetime = AT) -> Campaign:
    moved(campaign, "review", by, at=at)
    return moved(campaign, "approved", reviewer, at=at)


def sending(campaign: Campaign, by: Any, reviewer: Any, at: datetime = AT) -> Campaign:
    approved(campaign, by, reviewer, at)
    return moved(campaign, "sending", by, at=at)


def sent(campaign: Campaign, by: Any, reviewer: Any, at: datetime = AT) -> Campaign:
    """Send a whole campaign, now."""
    sending(campaign, by, reviewer, at)
    operations.send(campaign_id=campaign.pk, now=lambda: at)
    return Campaign.objects.get(pk=campaign.pk)


def states(campaign: Campaign) -> dict[str, str]:
    """Return the state of each mail by its address; those left out without one are under their person's name."""
    rows = Recipient.objects.filter(campaign=campaign).select_related("address").order_by("pk")
    return {row.address.email if row.address else row.name or row.company_name: row.state for row in rows}


def address(email: str) -> Address:
    return Address.objects.get(email=email.lower())
