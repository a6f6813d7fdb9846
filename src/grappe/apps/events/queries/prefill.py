"""What might somebody say of themselves, by what the company's file has? Proposed to themselves, to confirm or change.

A company's needs are confidential: they are proposed only to a person of that company whom we know by this address,
and nobody else sees them before that person has confirmed them by joining.
"""

from __future__ import annotations

from dataclasses import dataclass

from grappe.apps.companies.queries.reference import LABELS
from grappe.apps.events.models import Registration
from grappe.apps.needs import queries as needs
from grappe.apps.solutions import queries as solutions
from grappe.engines.kernel import Text

MOST_NEEDS = 6
LONGEST_ABOUT = 300


@dataclass(frozen=True, slots=True)
class Prefill:
    """A profile as it might be, in the registration's language where there are words in it.

    `from_file`: something stems from the company's file; `from_needs`: the confidential needs among it.
    """

    offers: str = ""
    seeks: str = ""
    about: str = ""
    from_file: bool = False
    from_needs: bool = False


def prefill_of(registration: Registration) -> Prefill:
    """Return what the file of the registration's company says of offers, needs and activity; empty where unknown."""
    company = registration.company
    if company is None:
        return Prefill()
    language = registration.language
    label = ""
    if company.nace is not None:
        label = getattr(company.nace, LABELS.get(language, "label_en"))
    activity = " ".join(company.activity.split())
    offered = solutions.offered_by({company.name, company.brand} - {""}, email=registration.email)
    offers = [_one_line(Text.of(thing.promise or thing.title), language) for thing in offered]
    offers += [activity] if activity and len(activity) <= LONGEST_ABOUT else []
    if not offers and label:
        offers = [label]
    seeks = _needs_of(registration) if is_known_person(registration) else []
    about = (activity or label)[:LONGEST_ABOUT]
    return Prefill(
        "\n".join(filter(None, offers)), "\n".join(seeks), about, bool(offers or about), bool(seeks)
    )


def is_known_person(registration: Registration) -> bool:
    """Return whether whoever registered is a person on the company's file, writing from the address we know."""
    person = registration.person
    return (
        person is not None
        and person.company_id == registration.company_id
        and person.left_on is None
        and bool(person.email)
        and person.email.casefold() == registration.email.casefold()
    )


def _needs_of(registration: Registration) -> list[str]:
    assert registration.company_id is not None
    return needs.confirmed_titles(registration.company_id)[:MOST_NEEDS]


def _one_line(text: Text, language: str) -> str:
    return " ".join(text.in_language(language).split())
