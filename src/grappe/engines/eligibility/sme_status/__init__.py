"""What size is an enterprise with its partner and linked enterprises? Recommendation 2003/361/EC, explained.

`group_of(document)` reads the document of `grappe sme-status`, `sme_status(group)` decides (`sme_classes` without the
words), `document_of(status)` writes the answer. docs/reference/state-aid.md has the formulas, the sources and what was decided.
"""

from grappe.engines.eligibility.sme_status.group import (
    CLASSES,
    FIGURES,
    KINDS,
    Enterprise,
    Group,
    LastYear,
    group_of,
)
from grappe.engines.eligibility.sme_status.reasons import CLASS_WORDS, RELATION_WORDS
from grappe.engines.eligibility.sme_status.status import (
    Classes,
    Part,
    Status,
    document_of,
    sme_classes,
    sme_status,
)
from grappe.engines.eligibility.sme_status.whys import KIND_WORDS

__all__ = [
    "CLASSES",
    "CLASS_WORDS",
    "FIGURES",
    "KINDS",
    "KIND_WORDS",
    "RELATION_WORDS",
    "Classes",
    "Enterprise",
    "Group",
    "LastYear",
    "Part",
    "Status",
    "document_of",
    "group_of",
    "sme_classes",
    "sme_status",
]
