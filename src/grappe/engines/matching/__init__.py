"""Which solution answers which need, in which order, and why?

Retrieval by words (BM25, stems, a glossary across languages) and by meaning (sentence embeddings), facets,
and a ranking whose reasons add up to its score. Values in, values out.
"""

from grappe.engines.matching.model import (
    Candidate,
    Facets,
    MeaningScore,
    Meeting,
    Need,
    Profile,
    Ranked,
    Solution,
    WordScore,
)
from grappe.engines.matching.ranking import Matcher, Weights, rank

__all__ = [
    "Candidate",
    "Facets",
    "Matcher",
    "MeaningScore",
    "Meeting",
    "Need",
    "Profile",
    "Ranked",
    "Solution",
    "Weights",
    "WordScore",
    "rank",
]
