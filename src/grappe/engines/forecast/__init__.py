"""How does a series go on, how far off may that be, and how far off were such forecasts so far?

found = forecast([12, 15, 14, 18, 21], ahead=2)
found.steps[0].point, found.steps[0].lower, found.steps[0].upper     # or found.refusal says why there is none

Sources, by subject (general knowledge, not read at the source unless a test works them out by hand):
- naive, seasonal naive and drift: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 5.2 (https://otexts.com/fpp3/simple-methods.html)
- damped trend: Gardner & McKenzie, Management Science 31(10), 1985; FPP3 8.2 (https://otexts.com/fpp3/holt.html)
- Theta: Assimakopoulos & Nikolopoulos, Int. J. of Forecasting 16, 2000, in the form of Hyndman & Billah, ibid. 19, 2003 (https://robjhyndman.com/papers/Theta.pdf)
- rolling origin: FPP3 5.10 (https://otexts.com/fpp3/tscv.html); scaled error: Hyndman & Koehler, Int. J. of Forecasting 22, 2006
- conformal intervals with the finite-sample correction: Vovk, Gammerman & Shafer, Algorithmic Learning in a Random World, 2005
"""

from grappe.engines.forecast.forecasting import forecast, rest_of_period
from grappe.engines.forecast.methods import METHODS
from grappe.engines.forecast.model import Forecast, PastError, Refusal, Step, Tried

__all__ = ["METHODS", "Forecast", "PastError", "Refusal", "Step", "Tried", "forecast", "rest_of_period"]
