"""Which activities are left out of the de minimis regulation?

Source: Regulation (EU) 2023/2831, article 1(1) and (2) (http://data.europa.eu/eli/reg/2023/2831/oj). That NACE
divisions 01 and 03 are its primary production is a reading of ours: the text names products of the Treaty's
Annex I, not NACE.
"""

from __future__ import annotations

from grappe.engines.eligibility.phrases import say
from grappe.engines.kernel import Text

# What a NACE division tells of article 1(1): primary production of agricultural, fishery, aquaculture products.
PRIMARY = {
    "01": Text("primary agricultural production", "production agricole primaire", "landwirtschaftliche Primärproduktion"),
    "03": Text("fishery and aquaculture", "pêche et aquaculture", "Fischerei und Aquakultur"),
}  # fmt: skip
# What no NACE code tells: it depends on how the aid is worked out, so a person has to look.
DEPENDS_ON_AID = (
    Text(
        "aid to process or market agricultural or fishery products, fixed by price or quantity, or passed on to "
        "primary producers",
        "aide à la transformation ou commercialisation de produits agricoles ou de la pêche, fixée selon le prix ou "
        "la quantité, "
        "ou répercutée sur les producteurs primaires",
        "Beihilfe für Verarbeitung oder Vermarktung von Agrar- oder Fischereierzeugnissen, nach Preis oder Menge "
        "bemessen oder an "
        "Primärerzeuger weitergegeben",
    ),
    Text(
        "aid to export-related activities (quantities exported, a distribution network, running costs)",
        "aide aux activités liées à l’exportation (quantités exportées, réseau de distribution, dépenses courantes)",
        "Beihilfe für ausfuhrbezogene Tätigkeiten (Ausfuhrmengen, Vertriebsnetz, laufende Ausgaben)",
    ),
    Text(
        "aid that depends on the use of domestic goods or services over imported ones",
        "aide subordonnée à l’utilisation de biens ou services nationaux plutôt qu’importés",
        "Beihilfe, die inländische Waren oder Dienstleistungen gegenüber eingeführten bevorzugt",
    ),
)


def excluded(nace: str, separate_accounts: bool | None) -> Text | None:
    """Return what has to be looked at because of an activity; None where nothing has.

    An undertaking in a sector left out may have de minimis aid for its other activities if accounts are kept
    apart (article 1(2)).
    """
    digits = nace.strip().lstrip("ABCDEFGHIJKLMNOPQRSTUabcdefghijklmnopqrstu")
    sector = PRIMARY.get(digits.replace(".", "")[:2])
    if sector is None or separate_accounts:
        return None
    return say(
        "NACE {nace}: {sector} is left out of the regulation; only other activities with separate accounts may have "
        "aid under it "
        "(art. 1(1), 1(2))",
        "NACE {nace} : {sector} est exclu du règlement ; seules d’autres activités à comptabilité séparée peuvent en "
        "bénéficier "
        "(art. 1(1), 1(2))",
        "NACE {nace}: {sector} ist von der Verordnung ausgenommen; nur andere Tätigkeiten mit getrennter Buchführung kommen in "
        "Betracht (Art. 1(1), 1(2))",
        nace=nace, sector=sector,
    )  # fmt: skip
