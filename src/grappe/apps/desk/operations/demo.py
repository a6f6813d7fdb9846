"""How does the demonstration come into the database? All of it invented, told through the same operations as real work."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.accounts import operations as accounts
from grappe.apps.accounts import queries as account_queries
from grappe.apps.clusters import queries as cluster_queries
from grappe.apps.companies import operations as companies
from grappe.apps.companies import queries as company_queries
from grappe.apps.companies.enums import OwnerKind
from grappe.apps.desk.operations import demo_team
from grappe.apps.desk.operations.demo_campaigns import tell_campaigns
from grappe.apps.desk.operations.demo_companies import Individual, Invention, invent
from grappe.apps.desk.operations.demo_contacts import tell_contacts
from grappe.apps.desk.operations.demo_cooperations import tell_cooperations
from grappe.apps.desk.operations.demo_diagnostics import tell_diagnostics
from grappe.apps.desk.operations.demo_events import tell_events
from grappe.apps.desk.operations.demo_field import tell_field
from grappe.apps.desk.operations.demo_figures import tell_figures
from grappe.apps.desk.operations.demo_groups import tell_groups
from grappe.apps.desk.operations.demo_ideas import tell_ideas
from grappe.apps.desk.operations.demo_ideas_challenge import tell_challenges
from grappe.apps.desk.operations.demo_mails import tell_mails
from grappe.apps.desk.operations.demo_meetings import tell_meetings
from grappe.apps.desk.operations.demo_plans import tell_plans
from grappe.apps.desk.operations.demo_relations import tell_relations
from grappe.apps.desk.operations.demo_reports import tell_reports
from grappe.apps.desk.operations.demo_rules import tell_rules
from grappe.apps.desk.operations.demo_stage import Cast, Stage
from grappe.apps.desk.operations.demo_state_aid import tell_state_aid
from grappe.apps.desk.operations.demo_studies import tell_studies
from grappe.apps.desk.operations.demo_surveys import tell_surveys
from grappe.apps.desk.operations.demo_sweep import tell_sweep
from grappe.apps.desk.operations.demo_trends import tell_trends
from grappe.apps.desk.operations.demo_words import words
from grappe.apps.desk.operations.demo_work import tell_work
from grappe.apps.desk.operations.demo_years import tell_years
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.clusters.models import Cluster
    from grappe.apps.companies.models import Commune, Company, Person

SEED = 2026
SIZE = 120
CHAPTERS: tuple[tuple[str, Callable[[Stage], None]], ...] = (
    ("contacts and notes …", tell_contacts),
    ("diagnostics …", tell_diagnostics),
    ("three years in the field …", tell_field),
    ("needs, solutions, introductions, roadmaps …", tell_work),
    ("a group, its awards, a project …", tell_state_aid),
    ("two sweeps: who may have which aid …", tell_sweep),
    ("campaigns …", tell_campaigns),
    ("an event that is over …", tell_events),
    ("the two years before …", tell_years),
    ("cooperations …", tell_cooperations),
    ("rules …", tell_rules),
    ("a coming event of sixty people …", tell_meetings),
    ("working groups …", tell_groups),
    ("studies …", tell_studies),
    ("ideas …", tell_ideas),
    ("ideation campaigns …", tell_challenges),
    ("action plans …", tell_plans),
    ("the yearly survey, three times …", tell_surveys),
    ("trends and topics of the field …", tell_trends),
    ("indicators …", tell_figures),
    ("frozen reports …", tell_reports),
    ("companies that stand twice, lists, times to book …", tell_relations),
    ("mails, a team …", tell_mails),
)


def load_demo(
    *,
    catalogue: Path,
    logins: Path,
    at: datetime,
    size: int = SIZE,
    say: Callable[[str], None] = lambda text: None,
) -> bool:
    """Load the demonstration unless it is there already; return whether it was loaded now.

    `catalogue` is the folder with the word lists, `logins` the file that gets the accounts and their password (a
    new password when the file was lost); `say` is told what is being done. Raises BadInput when the catalogue is not
    loaded or a word list is missing; nothing is loaded then.
    """
    if demo_team.is_loaded():
        if not logins.exists():
            _renew_password(logins)
        return False
    if not cluster_queries.clusters().exists() or not company_queries.communes("", limit=1):
        raise BadInput(_("Load the catalogue first: grappe catalogue load"))
    password = demo_team.new_password()
    with translation.override("en"), transaction.atomic():
        _tell(catalogue, password, at, size, say)
    demo_team.write_logins(logins, password)
    return True


def _renew_password(logins: Path) -> None:
    password = demo_team.new_password()
    for login in demo_team.TEAM:
        user = account_queries.user_with_email(login.email)
        if user is not None:
            accounts.set_password(user=user, password=password, by=None)
    demo_team.write_logins(logins, password)


def _tell(catalogue: Path, password: str, at: datetime, size: int, say: Callable[[str], None]) -> None:
    chance = random.Random(SEED)
    stage = Stage(at=at, words=words(catalogue), team=demo_team.make_team(password), cast=[], chance=chance)
    communes = {each.name: each for each in company_queries.communes("", limit=1000)}
    known = {cluster.slug: cluster for cluster in cluster_queries.clusters()}
    managers = {slug: stage.team[login.email] for login in demo_team.TEAM for slug in login.clusters}
    say(f"{size} companies …")
    for each in invent(stage.words, communes=sorted(communes), size=size, today=stage.today, seed=SEED):
        manager = managers[each.clusters[0]]
        opened = at - timedelta(days=chance.randint(760, 1100))
        opened = max(opened, stage.moment(each.founded + timedelta(days=40), 9, 0))
        company = _company(each, communes, known, manager, opened)
        people = [_person(company, individual, manager, opened) for individual in each.people]
        topics = chance.sample(stage.words.topics, chance.choice((1, 1, 2, 2, 3, 4)))
        stage.cast.append(Cast(each, company, manager, people, topics))
    _tell_owners(stage)
    for what, tell in CHAPTERS:
        say(what)
        tell(stage)


def _company(
    each: Invention, communes: dict[str, Commune], known: dict[str, Cluster], manager: User, at: datetime
) -> Company:
    values = {
        "name": each.name,
        "brand": each.brand,
        "legal_form": each.legal_form,
        "rcs_number": each.rcs_number,
        "vat_number": each.vat_number,
        "nace": company_queries.nace_codes(each.nace, limit=1)[0],
        "activity": each.activity,
        "commune": communes[each.commune],
        "street": each.street,
        "city": each.commune,
        "website": each.website,
        "founded": each.founded,
        "business_permit": each.business_permit,
        "language": each.language,
    }
    company = companies.create_company(
        values=values, clusters=[known[slug] for slug in each.clusters], by=manager, at=at, invented=True
    )
    for figures in each.figures:
        companies.save_figures(
            company=company,
            year=figures.year,
            values={
                "headcount": Decimal(str(figures.headcount)),
                "turnover_eur": Decimal(figures.turnover_eur),
                "balance_sheet_eur": Decimal(figures.balance_sheet_eur),
                "export_share_pct": figures.export_share_pct,
                "rd_spending_eur": figures.rd_spending_eur,
                "source": "Invented",
            },
            by=manager,
            at=max(at, datetime(figures.year + 1, 6, 1, tzinfo=UTC)),
        )
    for field, value in each.facts.items():
        companies.state_fact(
            company=company, field=field, value=value, by=manager, at=at + timedelta(days=30)
        )
    return company


def _person(company: Company, individual: Individual, manager: User, at: datetime) -> Person:
    names = ("name", "function", "email", "phone", "language", "is_head")
    values = {name: getattr(individual, name) for name in names}
    return companies.save_person(company=company, values=values, by=manager, at=at)


def _tell_owners(stage: Stage) -> None:
    """Tell who holds a part of whom: some companies of others, more of people and funds."""
    large = [cast for cast in stage.cast if cast.invention.headcount >= 50]
    small = [cast for cast in stage.cast if cast.invention.headcount < 50]
    for cast in stage.chance.sample(small, min(len(small), len(stage.cast) // 8)):
        if not large:
            break
        share = Decimal(stage.chance.choice((20, 26, 40, 51, 75, 100)))
        owner = stage.chance.choice(large).company
        _own(cast, {"owner": owner, "capital_pct": share, "votes_pct": share}, stage.at)
    for cast in stage.chance.sample(stage.cast, len(stage.cast) // 5):
        kind, name = stage.chance.choice(
            (
                (OwnerKind.NATURAL_PERSON, cast.invention.people[0].name),
                (OwnerKind.NATURAL_PERSON, cast.invention.people[0].name),
                (OwnerKind.VENTURE_CAPITAL, "Fonds Fictif Capital"),
                (OwnerKind.PUBLIC_BODY, "Beispiel-Staatsfonds"),
            )
        )
        share = Decimal(stage.chance.choice((10, 15, 20)) if kind != OwnerKind.NATURAL_PERSON else 80)
        _own(cast, {"owner_name": name, "owner_kind": kind, "capital_pct": share}, stage.at)


def _own(cast: Cast, values: dict[str, object], at: datetime) -> None:
    companies.save_ownership(owned=cast.company, values=values, by=cast.manager, at=at)
