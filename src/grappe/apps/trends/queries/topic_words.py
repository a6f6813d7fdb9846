"""What do the figures of a topic mean, in words?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from grappe.engines.disclosure import LEAST
from grappe.engines.signals import Course

if TYPE_CHECKING:
    from grappe.engines.signals import Trend


def told_near(trend: Trend | None, *, few: bool) -> int | None:
    """Return how many texts of the last 52 weeks come near a topic; `few`: also where less than three companies wrote them."""
    return trend.notes if trend is not None and (few or trend.companies >= LEAST) else None


def meaning(trend: Trend | None) -> list[str]:
    """Return what is to be said of how a topic goes, sentence by sentence."""
    if trend is None:
        return [_("It is counted with the next run.")]
    found = [_course(trend)]
    if trend.rise_since is not None:
        found.append(
            _(
                "Since %(day)s more companies a week speak of it than the year and all that was written let expect."
            )
            % {"day": date_format(trend.rise_since, "DATE_FORMAT")}
        )
        found.append(_holds(trend.rise_q))
    elif trend.course == Course.FADING and trend.notes:
        found.append(_holds(trend.fall_q))
    if trend.burst and trend.burst_from and trend.burst_to:
        found.append(
            _(
                "A burst from %(from)s to %(to)s, weight %(weight)s: two speeds of talk explain it better than one."
            )
            % {
                "from": date_format(trend.burst_from, "DATE_FORMAT"),
                "to": date_format(trend.burst_to, "DATE_FORMAT"),
                "weight": number_format(trend.burst, 1),
            }
        )
        found.append(_holds(trend.burst_q))
    if trend.weak_signal:
        found.append(
            _(
                "A weak signal: few texts, many different companies, fast. No test holds that; it is to be read."
            )
        )
    return found


def _course(trend: Trend) -> str:
    if not trend.notes:
        return _("Silent: nobody has spoken of it for a year.")
    return {
        Course.NEW: _("New: first said within three months."),
        Course.RISING: _("Rising: it is said more and more."),
        Course.FADING: _("Fading: it is said less than before."),
        Course.STEADY: _("Steady: no more and no less than chance would have it."),
    }[trend.course]


def _holds(q: float) -> str:
    """Say how sure it is, over all topics that were looked at together (false discovery rate)."""
    percent = _("under 0.1") if q < 0.001 else number_format(100 * q, 1)
    return _(
        "Of all topics for which the figures say so as clearly, at most %(percent)s in a hundred are there by chance."
    ) % {"percent": percent}
