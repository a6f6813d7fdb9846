"""Which value types do all engines share?

Money, Period, Verdict, Reason and Score: small, frozen, compared by value. No engine invents its own.
"""

from grappe.engines.kernel.money import Money
from grappe.engines.kernel.period import Period
from grappe.engines.kernel.reason import Reason
from grappe.engines.kernel.score import Score
from grappe.engines.kernel.text import Text
from grappe.engines.kernel.verdict import Verdict

__all__ = ["Money", "Period", "Reason", "Score", "Text", "Verdict"]
