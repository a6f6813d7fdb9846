"""How do NACE codes and communes come into the database?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from grappe.apps.companies.models import Commune, NaceCode


@transaction.atomic
def load_reference(
    *,
    nace: Iterable[Mapping[str, str]],
    communes: Iterable[Mapping[str, str]],
    tiles: Iterable[Mapping[str, str]] = (),
) -> tuple[int, int]:
    """Load NACE Rev. 2.1 (code, level, parent_code, section, label_en/fr/de) and communes (commune, canton).

    `tiles` (commune, row, column, label) is where each commune lies on the tile map; a country may have none.

    Known codes and names are brought up to date; none is removed, since companies point to them. Returns how many
    of each were read.
    """
    codes = [
        NaceCode(
            code=row["code"], level=int(row["level"]), parent_code=row["parent_code"] or "", section=row["section"],
            label_en=row["label_en"], label_fr=row["label_fr"] or "", label_de=row["label_de"] or "",
        )
        for row in nace
    ]  # fmt: skip
    NaceCode.objects.bulk_create(
        codes, update_conflicts=True, unique_fields=["code"],
        update_fields=["level", "parent_code", "section", "label_en", "label_fr", "label_de"],
    )  # fmt: skip
    tile_of = {row["commune"]: row for row in tiles}
    places = [_commune(row, tile_of.get(row["commune"])) for row in communes]
    Commune.objects.bulk_create(
        places, update_conflicts=True, unique_fields=["name"],
        update_fields=["canton", "tile_row", "tile_column", "tile_label"],
    )  # fmt: skip
    return len(codes), len(places)


def _commune(row: Mapping[str, str], tile: Mapping[str, str] | None) -> Commune:
    commune = Commune(name=row["commune"], canton=row["canton"])
    if tile is not None:
        commune.tile_row, commune.tile_column = int(tile["row"]), int(tile["column"])
        commune.tile_label = tile["label"]
    return commune
