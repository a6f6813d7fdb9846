"""Which activities (NACE) and communes does somebody mean by a few letters, in English, French or German?"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length
from django.utils.translation import get_language

from grappe.apps.companies.models import Commune, NaceCode, Plain
from grappe.apps.companies.queries.search import nearness, typed, words_in
from grappe.engines.kernel import Text

LABELS = {"en": "label_en", "fr": "label_fr", "de": "label_de"}
_CODE = re.compile(r"^[A-Va-v]?\s*(\d{1,2})(?:\.?(\d{1,2}))?$")


def nace_codes(text: str, *, limit: int = 20) -> list[NaceCode]:
    """Return the NACE codes meant by a code or by words of a label in any of the three languages.

    A number finds the codes that begin so. Words find the labels that hold all of them: those of the page's
    language with words beginning so first, the most exact level first; failing that, labels that come near.
    Nothing asked: the sections.
    """
    wanted = typed(text)
    if not wanted:
        return list(nace_sections())
    if code := _CODE.match(wanted):
        prefix = f"{code[1]}.{code[2]}" if code[2] else code[1]
        if found := list(NaceCode.objects.filter(code__startswith=prefix).order_by("code")[:limit]):
            return found
    label = LABELS.get((get_language() or "en")[:2], "label_en")
    begins = Case(
        When(_words_begin(label, wanted), then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    holding = NaceCode.objects.filter(words_in("search_text", wanted))
    found = list(holding.order_by(begins, "-level", Length(label), "code")[:limit])
    if len(wanted) == 1:
        found = [*NaceCode.objects.filter(level=1, code=wanted.upper()), *found][:limit]
    if not found:
        near = NaceCode.objects.annotate(near=nearness(wanted, "search_text"))
        found = list(near.filter(near__gte=0.5).order_by("-near", "-level", "code")[:limit])
    return found


def nace_sections() -> QuerySet[NaceCode]:
    """Return the sections of NACE Rev. 2.1, A to V."""
    return NaceCode.objects.filter(level=1).order_by("code")


def _words_begin(label: str, wanted: str) -> Q:
    found = Q()
    for word in wanted.split():
        found &= Q(**{f"{label}__plain__regex": rf"(^|[^a-z0-9]){re.escape(word)}"})
    return found


def nace_of(text: str) -> NaceCode | None:
    """Return the code that a typed text names: `62.10`, `62.10 Computer …`, `6210` or a whole label; else None."""
    wanted = typed(text)
    if match := re.match(r"^(\d\d)(?:\.?(\d{1,2}))?(?=\s|$)|^([A-Va-v])(?=\s|$)", wanted):
        code = (match[3] or "").upper() or (f"{match[1]}.{match[2]}" if match[2] else match[1])
        return NaceCode.objects.filter(code=code).first()
    labels = Q(label_en__plain=wanted) | Q(label_fr__plain=wanted) | Q(label_de__plain=wanted)
    # A class and its group often share their label: the most exact one is meant.
    return NaceCode.objects.filter(labels).order_by("-level", "code").first() if wanted else None


def communes(text: str, *, limit: int = 20) -> list[Commune]:
    """Return the communes meant by a few letters of their name or canton; nothing asked: the first ones."""
    wanted = typed(text)
    if not wanted:
        return list(Commune.objects.order_by("name")[:limit])
    starts = Case(
        When(name__plain__startswith=wanted, then=Value(0)),
        When(name__plain__contains=wanted, then=Value(1)),
        default=Value(2), output_field=IntegerField(),
    )  # fmt: skip
    holding = Commune.objects.filter(Q(name__plain__contains=wanted) | Q(canton__plain__startswith=wanted))
    found = list(holding.order_by(starts, "name")[:limit])
    if not found:
        near = Commune.objects.annotate(near=nearness(wanted, Plain("name")))
        found = list(near.filter(near__gte=0.4).order_by("-near", "name")[:limit])
    return found


def communes_by_canton() -> dict[str, list[Commune]]:
    """Return all communes under their canton, both in order of the alphabet. One query."""
    found: dict[str, list[Commune]] = {}
    for commune in Commune.objects.order_by("canton", "name"):
        found.setdefault(commune.canton, []).append(commune)
    return found


def commune_of(text: str) -> Commune | None:
    """Return the commune that a typed text names exactly, accents left aside; else None."""
    wanted = typed(text)
    return Commune.objects.filter(name__plain=wanted).first() if wanted else None


def communes_called(words: Sequence[str]) -> list[Commune]:
    """Return the communes of which some words (up to three in a row) are the whole name, or what stands before its hyphen.

    One query. Esch means Esch-sur-Alzette and Esch-sur-Sûre.
    """
    runs = {
        typed(joint.join(words[start : start + length]))
        for start in range(len(words))
        for length in (1, 2, 3)
        for joint in (" ", "-")
    }
    wanted = Q(name__plain__in=runs)
    for word in {typed(each) for each in words if len(each) > 3}:
        wanted |= Q(name__plain__startswith=f"{word}-")
    return list(Commune.objects.filter(wanted).order_by("name"))


def nace_labels(codes: Collection[str]) -> dict[str, Text]:
    """Return what NACE codes are called in EN, FR and DE; a code that the table does not have is left out. One query."""
    found = NaceCode.objects.filter(code__in=list(codes))
    return {each.code: Text(each.label_en, each.label_fr, each.label_de) for each in found}


def known_nace() -> frozenset[str]:
    """Return every code of the loaded NACE table; none where it was not loaded. One query."""
    return frozenset(NaceCode.objects.values_list("code", flat=True))
