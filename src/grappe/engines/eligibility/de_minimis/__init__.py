"""How much de minimis aid may a single undertaking have? Ledger, ceiling, headroom and gross grant equivalents.

`ledger_of(document)` reads the document of `grappe de-minimis`, `position(ledger, on, amount)` decides,
`document_of(position)` writes the answer; `curve` is for a chart. docs/reference/state-aid.md has the formulas.
"""

from grappe.engines.eligibility.de_minimis.ceilings import (
    CEILING_EUR,
    IN_FORCE,
    OLD_CEILING_EUR,
    OLD_IN_FORCE,
    Grant,
    Regime,
    frees_on,
    headroom_eur,
    regime,
)
from grappe.engines.eligibility.de_minimis.equivalents import (
    Gge,
    grant_gge,
    guarantee_gge,
    loan_gge,
    reference_rate,
)
from grappe.engines.eligibility.de_minimis.ledger import Entry, Ledger, ledger_of, merged, not_linking, split
from grappe.engines.eligibility.de_minimis.position import Position, curve, document_of, position
from grappe.engines.eligibility.de_minimis.undertakings import single_undertaking

__all__ = [
    "CEILING_EUR",
    "IN_FORCE",
    "OLD_CEILING_EUR",
    "OLD_IN_FORCE",
    "Entry",
    "Gge",
    "Grant",
    "Ledger",
    "Position",
    "Regime",
    "curve",
    "document_of",
    "frees_on",
    "grant_gge",
    "guarantee_gge",
    "headroom_eur",
    "ledger_of",
    "loan_gge",
    "merged",
    "not_linking",
    "position",
    "reference_rate",
    "regime",
    "single_undertaking",
    "split",
]
