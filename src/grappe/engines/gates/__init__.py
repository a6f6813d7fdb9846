"""What do the reviews of ideas at a gate say: totals, disagreement, ranking, and how much of it hangs on the weights?

Weights are whole points that add up to 100, scores are 0 to 4, totals exact and out of 100. A score that nobody gave is
unknown, never 0: what follows from it lies between two ends. Nothing here decides; people do, with reasons.
"""

from grappe.engines.gates.disagreement import (
    AGREE_WITHIN,
    SPLIT_FROM,
    Disagreement,
    Level,
    Spread,
    disagreement,
)
from grappe.engines.gates.model import (
    HIGHEST,
    LOWEST,
    WHOLE,
    Criterion,
    GateError,
    Judged,
    Review,
    UnknownCriterion,
    WrongScore,
    WrongWeights,
    check_weights,
    weights_of,
)
from grappe.engines.gates.ranking import Crossing, Drag, Placed, Stretch, crossings, ranking
from grappe.engines.gates.score import Total, judged, out_of_whole, total, total_of
from grappe.engines.gates.stability import COUNTED_UP_TO, Share, Stability, Stable, stability
from grappe.engines.gates.weights import moved, proportional

__all__ = [
    "AGREE_WITHIN",
    "COUNTED_UP_TO",
    "HIGHEST",
    "LOWEST",
    "SPLIT_FROM",
    "WHOLE",
    "Criterion",
    "Crossing",
    "Disagreement",
    "Drag",
    "GateError",
    "Judged",
    "Level",
    "Placed",
    "Review",
    "Share",
    "Spread",
    "Stability",
    "Stable",
    "Stretch",
    "Total",
    "UnknownCriterion",
    "WrongScore",
    "WrongWeights",
    "check_weights",
    "crossings",
    "disagreement",
    "judged",
    "moved",
    "out_of_whole",
    "proportional",
    "ranking",
    "stability",
    "total",
    "total_of",
    "weights_of",
]
