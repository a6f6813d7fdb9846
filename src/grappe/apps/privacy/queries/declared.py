"""What did each app say of its tables? All of it in one place, lowest app first, so that what a row hangs on comes before."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.apps import apps

from grappe.apps.accounts.queries import personal as accounts
from grappe.apps.aids.queries import personal as aids
from grappe.apps.campaigns.queries import personal as campaigns
from grappe.apps.clusters.queries import personal as clusters
from grappe.apps.companies.queries import personal as companies
from grappe.apps.diagnostics.queries import personal as diagnostics
from grappe.apps.documents.queries import personal as documents
from grappe.apps.events.queries import personal as events
from grappe.apps.groups.queries import personal as groups
from grappe.apps.ideas.queries import personal as ideas
from grappe.apps.insight.queries import personal as insight
from grappe.apps.matches.queries import personal as matches
from grappe.apps.needs.queries import personal as needs
from grappe.apps.privacy.queries import others, personal
from grappe.apps.reporting.queries import personal as reporting
from grappe.apps.roadmaps.queries import personal as roadmaps
from grappe.apps.search.queries import personal as search
from grappe.apps.solutions.queries import personal as solutions
from grappe.apps.studies.queries import personal as studies
from grappe.apps.surveys.queries import personal as surveys
from grappe.apps.texts.queries import personal as texts
from grappe.apps.trends.queries import personal as trends

if TYPE_CHECKING:
    from django.db.models import Model

    from grappe.ui.personal import Table

ALL = (
    accounts, others, texts, documents, search, clusters, companies, diagnostics, aids, solutions, needs, campaigns, events,
    studies, groups, matches, roadmaps, ideas, surveys, reporting, insight, trends, personal,
)  # fmt: skip


@lru_cache(maxsize=1)
def tables() -> dict[type[Model], Table]:
    """Return what is said of each model, lowest app first."""
    return {table.model: table for module in ALL for table in module.TABLES}


@lru_cache(maxsize=1)
def held_tables() -> tuple[Table, ...]:
    """Return the tables with rows that are somebody's, each after those that its relations lead to."""
    waiting, done = [table for table in tables().values() if table.holds], []
    while waiting:
        behind = {table.model for table in waiting}
        ready = [table for table in waiting if not (_targets(table) - {table.model}) & behind]
        assert ready, "these tables hang on one another"
        done += ready
        waiting = [table for table in waiting if table not in ready]
    return tuple(done)


@lru_cache(maxsize=1)
def histories() -> dict[type[Model], type[Model]]:
    """Return where the earlier versions of each model's rows are kept."""
    return {
        model.pgh_tracked_model: model
        for model in apps.get_models(include_auto_created=True)
        if hasattr(model, "pgh_tracked_model")
    }


def _targets(table: Table) -> set[type[Model]]:
    return {table.model._meta.get_field(name).related_model for name in table.own}  # type: ignore[misc]
