"""What has somebody allowed or refused, and whose signed link is this?

A preference belongs to the e-mail address, not to the person on file: whoever unsubscribed stays unsubscribed when the
person is imported again, at another company or under another name (Regulation (EU) 2016/679, Article 21(2) and (3)).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from grappe.apps.campaigns.enums import Purpose
from grappe.apps.campaigns.models import Address, Preference
from grappe.apps.campaigns.permissions import check_can_view_recipients
from grappe.apps.companies.queries import mailing

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SALT = "grappe.campaigns.choices"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an address may be written to for a purpose: the basis, and what speaks against it."""

    basis: str = ""
    stopped: bool = False
    bounced: bool = False

    @property
    def may_be_written_to(self) -> bool:
        return bool(self.basis) and not self.stopped and not self.bounced


@dataclass(frozen=True, slots=True)
class Choice:
    """One purpose as an address stands to it."""

    purpose: str
    label: str
    allowed: bool
    preference: Preference | None


@dataclass(frozen=True)
class PersonChoices:
    """Somebody at a company with an address, and what it allows."""

    person: Any
    address: Address | None
    choices: tuple[Choice, ...]
    link: str  # where they choose themselves; empty while nothing was ever recorded


def standings(emails: Collection[str], purpose: str) -> dict[str, Standing]:
    """Return how addresses (in lower case) stand to a purpose; an address nothing is known of has no key. One query."""
    rows = Address.objects.filter(email__in=emails).prefetch_related("preferences")
    return {address.email: standing_of(address, purpose) for address in rows}


def standing_of(address: Address, purpose: str) -> Standing:
    """Return how one address stands to a purpose."""
    found = next((each for each in address.preferences.all() if each.purpose == purpose), None)
    withdrawn = found is not None and found.withdrawn_at is not None
    return Standing(
        basis=found.basis if found is not None and not withdrawn else "",
        stopped=address.stopped_at is not None or withdrawn,
        bounced=address.bounced_at is not None,
    )


def address_on_file(email: str) -> Address | None:
    """Return the address of an e-mail where anything is kept of it: whether it takes mail, what it allows."""
    return Address.objects.filter(email=email.strip().lower()).first()


def choices_of(address: Address | None) -> tuple[Choice, ...]:
    """Return every purpose with what an address allows."""
    known = {each.purpose: each for each in address.preferences.all()} if address is not None else {}
    stopped = address is not None and address.stopped_at is not None
    return tuple(
        Choice(
            purpose.value,
            str(purpose.label),
            not stopped and purpose in known and known[purpose].withdrawn_at is None,
            known.get(purpose),
        )
        for purpose in Purpose
    )


def choices_at(company_id: int, *, for_user: User) -> list[PersonChoices]:
    """Return who is at a company with what each allows; those who left or have no address are not among them."""
    check_can_view_recipients(for_user)
    people = [each for each in mailing.people_in_reach([company_id]) if each.email and not each.has_left]
    rows = Address.objects.filter(email__in={each.email for each in people})
    known = {address.email: address for address in rows.prefetch_related("preferences__recorded_by")}
    return [
        PersonChoices(person, address, choices_of(address), link_of(address) if address else "")
        for person in people
        for address in [known.get(person.email)]
    ]


def token_of(address: Address, *, campaign_id: int = 0, purpose: str = "") -> str:
    """Return what a signed link to somebody's choices carries; from a campaign's mail, which campaign and purpose."""
    return signing.Signer(salt=SALT).sign_object([address.pk, address.salt, campaign_id, purpose])


def link_of(address: Address, *, campaign_id: int = 0, purpose: str = "") -> str:
    """Return the whole address at which somebody unsubscribes and chooses."""
    token = token_of(address, campaign_id=campaign_id, purpose=purpose)
    return f"{settings.SITE_URL}{reverse('campaigns:choices', args=[token])}"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a signed link to choices opened."""

    address: Address
    campaign_id: int
    purpose: str  # of the mail the link stood in, "" where it stood in none


def opened_by(token: str) -> Opened:
    """Return what a signed link opens; it never expires, for one may object at any time (Article 21(3)).

    Raises Address.DoesNotExist for a link that is not ours or was replaced.
    """
    try:
        pk, word, campaign_id, purpose = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise Address.DoesNotExist from forged
    address = Address.objects.prefetch_related("preferences").get(pk=pk)
    if not word or not constant_time_compare(address.salt, str(word)):
        raise Address.DoesNotExist
    return Opened(address, int(campaign_id), purpose if purpose in Purpose.values else "")


def people_with(address: Address) -> list[Any]:
    """Return who is on file under an address, with their companies, for its owner to see."""
    return list(mailing.people_at([address.email]))


def bounces(emails: Collection[str]) -> dict[str, str]:
    """Return why addresses (in lower case) take no mail; one that takes mail, or is not known, has no key. One query."""
    rows = Address.objects.filter(email__in=emails, bounced_at__isnull=False)
    return dict(rows.values_list("email", "bounce_reason"))
