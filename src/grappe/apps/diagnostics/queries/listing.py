"""What do diagnostics tell of companies in a list? The latest score of each questionnaire."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import lazystr
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.diagnostics.models import Run
from grappe.apps.diagnostics.queries.questionnaires import Card, current
from grappe.engines.kernel import Text
from grappe.ui.listing import Asked, Column, Filter, Part, Shows, Takes
from grappe.ui.listing_conditions import compared, of_last, of_other


def of_companies(asked: Asked) -> Part:
    """Return a column and a condition for the score of each questionnaire, of 100. One query."""
    cards = current()
    return Part(
        tuple(map(_column, cards)),
        (
            *map(_filter, cards),
            Filter(
                "diagnosed", _("Last diagnostic finished"), Takes.DAY, of_last(_finished().filter, "finished_at", asked)
            ),
        ),
    )  # fmt: skip


def _finished() -> QuerySet[Run]:
    return Run.objects.filter(company=OuterRef("pk"), finished_at__isnull=False)


def _name(card: Card) -> str:
    return f"score_{card.slug}".replace("-", "_")


def _label(card: Card) -> Any:
    return lazystr(Text.of(card.title).in_language(get_language() or "en"))


def _scored(slug: str) -> QuerySet[Run]:
    return _finished().filter(version__questionnaire__slug=slug, overall__isnull=False)


def _column(card: Card) -> Column:
    name = _name(card)
    latest, known = _latest(card.slug)
    return Column(
        name, _label(card), lambda row: _rounded(getattr(row, name)), shows=Shows.NUMBER, sort=latest, known=known,
        extra={name: latest},
    )  # fmt: skip


@lru_cache(maxsize=500)
def _latest(slug: str) -> tuple[Subquery, Q]:
    """Return a company's latest score, and which companies have one; put together once, since each list offers them all."""
    return Subquery(_scored(slug).order_by("-finished_at", "-pk").values("overall")[:1]), Q(
        Exists(_scored(slug))
    )


def _rounded(value: float | None) -> int | None:
    return None if value is None else round(value)


def _filter(card: Card) -> Filter:
    later = Run.objects.filter(
        Q(finished_at__gt=OuterRef("finished_at")) | Q(finished_at=OuterRef("finished_at"), pk__gt=OuterRef("pk")),
        company=OuterRef("company"), version__questionnaire__slug=card.slug, overall__isnull=False,
    )  # fmt: skip

    def rows(condition: Q) -> QuerySet[Run]:
        return _scored(card.slug).filter(condition).filter(~Exists(later))

    return Filter(
        _name(card), _label(card), Takes.NUMBER, of_other(rows, lambda op, value: compared("overall", op, value)),
        unit=_("of 100"),
    )  # fmt: skip
