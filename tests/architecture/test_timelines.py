"""Does the company file ask every app in whose timeline something stands?"""

from __future__ import annotations

from grappe.apps.companies.models import Company
from grappe.apps.desk.queries.having import having
from grappe.apps.desk.queries.timeline import sources
from grappe.ui import clock


def test_no_timeline_with_an_entry_is_left_out(house):
    """The world holds something of nearly every table: each app that tells something is among those that are asked."""
    reader = house.people.administrator
    known = sources()
    del known["companies"]  # is always asked
    seen = set()
    for pk in Company.objects.values_list("pk", flat=True):
        told = {name for name, source in known.items() if source(company_id=pk, for_user=reader, limit=1)}
        assert told <= having(pk)
        seen |= told
    assert len(seen) >= 7, f"the world tells too little: {sorted(seen)}"


def test_a_company_of_which_nothing_is_told_asks_nobody(house):
    empty = Company.objects.create(name="Nothing S.A.", language="fr", created_at=clock.now())
    assert having(empty.pk) == frozenset()
