"""How long can a merge be taken back, and what goes when that is over?"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from grappe.apps.duplicates.enums import Done, PairKind
from grappe.apps.duplicates.models import Merge, MergedRow, PersonCandidate
from grappe.apps.duplicates.queries.merges import undone_before


@transaction.atomic
def end(*, at: datetime) -> int:
    """Let go what merges kept for taking them back, once that time is over; return of how many merges.

    How many rows of which table were moved or taken together stays, what stood in them does not. A merge that was taken back
    needs what it kept no longer: it goes by the next night.
    """
    over = Merge.objects.select_for_update(of=("self",)).filter(ended_at=None)
    over = over.filter(at__lt=undone_before(at)) | over.exclude(undone_at=None)
    keys = list(over.values_list("pk", flat=True))
    rows = MergedRow.objects.filter(merge__in=keys, what__in=[Done.CHANGED, Done.DROPPED])
    rows.update(before=None, after=None, name="", email="", person=None)
    people = Merge.objects.filter(pk__in=keys, kind=PairKind.PERSON, undone_at=None)
    for kept, gone in people.values_list("kept", "gone"):
        PersonCandidate.objects.filter(first__in=[kept, gone], second__in=[kept, gone]).delete()
    Merge.objects.filter(pk__in=keys).update(ended_at=at)
    return len(keys)
