"""Which topics of the field stand behind a trend sheet, and how do they go for one reader?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grappe.apps.trends.models import Sheet, Topic
from grappe.apps.trends.queries.merged import merged_into
from grappe.apps.trends.queries.topic_names import Name
from grappe.apps.trends.queries.topic_trends import age
from grappe.apps.trends.queries.topics import seen

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.engines.signals import Trend


@dataclass(frozen=True, slots=True)
class Beside:
    """A topic beside a sheet."""

    pk: int
    name: Name
    trend: Trend | None


def topics_of_sheet(sheet: Sheet, *, for_user: User) -> list[Beside]:
    """Return the topics of one sheet that somebody may see."""
    return by_sheet([sheet], for_user=for_user).get(sheet.pk, [])


def by_sheet(sheets: Sequence[Sheet], *, for_user: User) -> dict[int, list[Beside]]:
    """Return the topics of each sheet that somebody may see. As many queries for one sheet as for many.

    A sheet keeps the topic it was begun from; where that went into another one, it is the other that counts.
    """
    links = Topic.sheets.through.objects.filter(sheet__in=[sheet.pk for sheet in sheets])
    linked = list(links.values_list("sheet_id", "topic_id").order_by("topic_id"))
    if not linked:
        return {}
    went = merged_into()
    pairs = list(dict.fromkeys((sheet, went.get(topic, topic)) for sheet, topic in linked))
    shown = seen({topic for _sheet, topic in pairs}, for_user=for_user, on=age(for_user=for_user).on)
    found: dict[int, list[Beside]] = {}
    for sheet, topic in pairs:
        if topic in shown:
            found.setdefault(sheet, []).append(Beside(topic, *shown[topic]))
    return found
