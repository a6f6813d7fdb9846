"""What does the demonstration tell of relations: companies written twice, lists for everybody, times that one can book?"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from grappe.apps.calendars.operations.booking_types import save_type
from grappe.apps.companies import operations as companies
from grappe.apps.companies.enums import ContactKind
from grappe.apps.duplicates.operations.finding import find_now
from grappe.apps.lists.operations.views import save_view
from grappe.apps.lists.queries.definitions import read
from grappe.apps.lists.queries.kinds import Catalogue
from grappe.engines.kernel.folding import fold

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.desk.operations.demo_stage import Cast, Stage

TWICE = 3  # companies that somebody put on file once more
_STANDING = {"filter": "archived", "op": "no"}
# Who keeps a list, what it is called, of which records it is, what is asked for.
LISTS: tuple[tuple[str, str, str, list[dict[str, Any]]], ...] = (
    (
        "claire", "HealthTech sans contact depuis 6 mois", "companies",
        [
            _STANDING, {"filter": "cluster", "op": "any_of", "value": ["healthtech"]},
            {"filter": "last_contact", "op": "not_within", "value": 6},
        ],
    ),
    ("jonas", "Offene Bedarfe", "needs", [{"filter": "state", "op": "any_of", "value": ["confirmed"]}]),
)  # fmt: skip
FIRST_TALK = {"en": "A first talk", "fr": "Un premier entretien", "de": "Ein erstes Gespräch"}
ABOUT_IT = {
    "en": "Half an hour by video: what you do, what you look for, what we can do for you.",
    "fr": "Une demi-heure en visioconférence : ce que vous faites, ce que vous cherchez, ce que nous pouvons faire pour vous.",
    "de": "Eine halbe Stunde per Video: was Sie tun, was Sie suchen, was wir für Sie tun können.",
}


def tell_relations(stage: Stage) -> None:
    """Tell it, the pairs found as the night finds them."""
    ready = [cast for cast in stage.cast if cast.people and cast.invention.website]
    for cast in ready[:: max(1, len(ready) // TWICE)][:TWICE]:
        _written_twice(cast, stage)
    find_now(at=stage.at)
    for who, name, kind, conditions in LISTS:
        keeper = stage.team[f"{who}@demo.example"]
        definition = read(Catalogue(keeper, stage.today), kind, {"where": {"match": "all", "of": conditions}})
        save_view(name=name, definition=definition, sharing="everybody", by=keeper, at=stage.at)
    _times(stage.team["claire@demo.example"], stage)


def _written_twice(cast: Cast, stage: Stage) -> None:
    """Somebody came to an event, and was put on file in capitals, without accents, and with the same address."""
    plain = fold(cast.invention.name).upper().replace("S.A R.L.", "SARL").replace("S.A.", "SA")
    company = companies.create_company(
        values={
            "name": plain, "website": cast.invention.website, "street": cast.invention.street,
            "city": cast.invention.commune, "language": cast.invention.language,
        },
        clusters=list(cast.company.clusters.all()), by=cast.manager, at=stage.at, invented=True,
    )  # fmt: skip
    head = cast.people[0]
    values = {"name": head.name, "email": head.email, "language": head.language}
    companies.save_person(company=company, values=values, by=cast.manager, at=stage.at)


def _times(host: User, stage: Stage) -> None:
    hours = {day: [(time(9), time(12)), (time(14), time(17))] for day in range(5)}
    values = {
        "names": FIRST_TALK, "descriptions": ABOUT_IT, "kind": ContactKind.VIDEO,
        "link": "https://video.example/{id}", "place": "", "minutes": 30, "buffer": 10, "notice_hours": 24,
        "days_ahead": 30, "most_per_day": 4, "zone": "Europe/Luxembourg", "country": "LU", "cluster": None,
        "only_linked": False, "active": True,
    }  # fmt: skip
    save_type(kind=None, values=values, hours=hours, blocked=(), hosts=(), by=host, at=stage.at)
