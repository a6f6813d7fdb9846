"""How is it computed where clusters could move next? From standings and records, by the refresh; pages read what is stored.

Activities are divisions of NACE. Each company with one is a row, and so is each project that brings several companies
together (a cooperation agreed, under way or ended; a flagship project): what it brings together is near. A company's NACE
code is in the public register; who works with whom is not. So an activity of fewer than three companies counts only by
its companies, never in a project: no reason given on the page is about a company that could be named from it. What is in
confidence plays no part.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction

from grappe.apps.clusters.queries import clusters
from grappe.apps.events.enums import CooperationState
from grappe.apps.reporting.enums import RecordKind
from grappe.apps.reporting.models import Diversification, Record, Standing, StandingCluster
from grappe.engines.disclosure import LEAST
from grappe.engines.valuechain import Move, Space, complexity, density, next_moves, space_of
from grappe.ui import moments

TOGETHER = {CooperationState.AGREED, CooperationState.RUNNING, CooperationState.ENDED}
MOST_MOVES, MOST_REASONS = 10, 3


@transaction.atomic
def compute_diversification(*, at: datetime) -> int:
    """Compute and keep where each cluster could move next; return how many clusters there are."""
    year = moments.local_date(at).year
    rows = Standing.objects.filter(year=year).order_by("company_id").values_list("company_id", "nace")
    activity = {company: nace for company, nace in rows if nace}
    members: dict[str, set[int]] = defaultdict(set)
    for cluster, company in StandingCluster.objects.filter(year=year).values_list("cluster", "company_id"):
        members[cluster].add(company)
    common = {code for code, number in Counter(activity.values()).items() if number >= LEAST}
    projects = _projects(activity, common)
    space = space_of([*([code] for code in activity.values()), *projects])
    slugs = [cluster.slug for cluster in clusters()]
    for slug in slugs:
        found = _of_cluster(space, members[slug], activity, common, len(projects))
        Diversification.objects.update_or_create(cluster=slug, defaults={"found": found, "computed_at": at})
    Diversification.objects.exclude(cluster__in=slugs).delete()
    return len(slugs)


def _projects(activity: Mapping[int, str], common: set[str]) -> list[set[str]]:
    """Return what each project brings together, of activities that three companies or more have: two at least."""
    kinds = [RecordKind.COOPERATION, RecordKind.FLAGSHIP_PARTNER]
    records = Record.objects.filter(kind__in=kinds, confidential=False).exclude(group_key="")
    held: dict[str, set[str]] = defaultdict(set)
    for kind, state, key, company in records.order_by("pk").values_list(
        "kind", "state", "group_key", "company_id"
    ):
        code = activity.get(company or 0)
        if code in common and (kind != RecordKind.COOPERATION or state in TOGETHER):
            held[key].add(code)
    return [codes for codes in held.values() if len(codes) > 1]


def _of_cluster(
    space: Space, members: set[int], activity: Mapping[int, str], common: set[str], projects: int
) -> dict[str, Any]:
    does = {str(company): [activity[company]] for company in sorted(members) if company in activity}
    here = Counter(activity[company] for company in members if company in activity)
    everywhere = Counter(activity.values())
    present = np.array([[float(here[code] > 0) for code in space.activities]])
    near = density(present, space.proximity)[0] if space.activities else []
    know_how = complexity(space.presence) if space.activities else None
    worth = know_how.activities if know_how and not know_how.undetermined else None
    return {
        "companies": len(members),
        "coded": len(does),
        "projects": projects,
        "rare": sorted(set(everywhere) - common),
        "undetermined": know_how.undetermined if know_how else "alike",
        "activities": [
            {
                "code": code, "near": round(float(near[place]), 4), "here": here[code], "all": everywhere[code],
                "know_how": None if worth is None or np.isnan(worth[place]) else round(float(worth[place]), 3),
            }
            for place, code in enumerate(space.activities)
        ],
        "moves": [_move(move) for move in next_moves(space, companies=does, most=MOST_MOVES)],
    }  # fmt: skip


def _move(move: Move) -> dict[str, Any]:
    """Return a move with its reasons as numbers: the page says them in words."""
    return {
        "code": move.activity,
        "near": round(move.density, 4),
        "know_how": None if move.complexity is None else round(move.complexity, 3),
        "gain": None if move.gain is None else round(move.gain, 3),
        "joint": sum(each.both for each in move.together),
        "together": [
            {"code": each.activity, "both": each.both, "of": each.of} for each in move.together[:MOST_REASONS]
        ],
        "companies": [
            {"company": int(each.company), "activities": list(each.activities)} for each in move.enablers
        ],
    }
