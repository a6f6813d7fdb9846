"""How did the search come closer, and what is proved about what it found?"""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.events.models import Timetable

PHASES = {"placing", "breaks", "tables", "done"}


def phase_word(phase: str) -> str:
    """Return what the engine is doing, in words."""
    words = {
        "placing": _("Which meetings can be placed"),
        "breaks": _("Fewer breaks"),
        "tables": _("Fewer changes of table"),
        "done": _("Done"),
    }
    return words.get(phase, phase)


def points_of(timetable: Timetable) -> list[dict[str, Any]]:
    """Return the points of the curve with the phase in words and the gap, for the table beside the chart."""
    return [
        point | {"phase": phase_word(point["phase"]), "gap": gap(point["breaks"], point["bound"])}
        for point in timetable.progress
    ]


def gap(breaks: int | None, bound: int | None) -> int | None:
    """Return how many breaks might still be saved at most; None while nothing is found."""
    return None if breaks is None or bound is None else max(0, breaks - bound)


def curve(timetable: Timetable) -> dict[str, Any] | None:
    """Return the chart of best and bound over time; None before anything was found."""
    points = [point for point in timetable.progress if point["breaks"] is not None]
    if len({point["seconds"] for point in points}) < 2:  # found at once: there is no way to draw
        return None
    best = [[point["seconds"], point["breaks"]] for point in points]
    bound = [[point["seconds"], point["bound"]] for point in points]
    series = ((_("Breaks of the best so far"), "#6b2fa0", best), (_("Proved: at least"), "#2f8f6b", bound))
    return {
        "grid": {"left": 8, "right": 24, "top": 48, "bottom": 28, "containLabel": True},
        "legend": {"top": 0, "left": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "value", "name": _("seconds"), "nameLocation": "middle", "nameGap": 24, "min": 0},
        "yAxis": {"type": "value", "minInterval": 1, "min": 0},
        "series": [
            {
                "name": name, "type": "line", "step": "end", "data": data, "itemStyle": {"color": colour},
                "showSymbol": len(data) < 3,
            }
            for name, colour, data in series
        ],
    }  # fmt: skip


def _tables(timetable: Timetable) -> list[str]:
    """Return what is proved of the changes of table, for the slots found; nothing where it was not looked at."""
    if timetable.moves is None or timetable.moves_bound is None:
        return []
    if timetable.moves <= timetable.moves_bound:
        return [_("With these slots, fewer changes of table are proved impossible.")]
    return [
        _("With these slots, at least %(bound)s of the %(moves)s changes of table are proved to be needed.")
        % {"bound": timetable.moves_bound, "moves": timetable.moves}
    ]


def verdict(timetable: Timetable, *, unplaced: int) -> list[str]:
    """Return what is proved of a timetable, in sentences: placed, breaks, tables, fairness."""
    if timetable.breaks is None:
        return []
    found = []
    if timetable.placed_bound is not None and timetable.placed is not None:
        if timetable.placed >= timetable.placed_bound:
            found.append(
                _("All agreed meetings are placed.")
                if not unplaced
                else _("Proved: what is wanted most is placed, and no timetable can place more.")
            )
        else:
            missing = 100 * (timetable.placed_bound - timetable.placed) / max(1, timetable.placed_bound)
            found.append(
                _("At most %(share)s %% more could be placed, counted by priority.")
                % {"share": number_format(missing, decimal_pos=1)}
            )
    left = gap(timetable.breaks, timetable.bound)
    if timetable.status == "optimal":
        found.append(_("Proved optimal: nobody can find a timetable of these meetings with fewer breaks."))
    elif left == 0:
        found.append(_("Fewer breaks than these are proved impossible."))
    else:
        found.append(
            ngettext(
                "At most %(n)s break could still be saved: at least %(bound)s are proved to be needed.",
                "At most %(n)s breaks could still be saved: at least %(bound)s are proved to be needed.",
                left or 0,
            ) % {"n": left, "bound": timetable.bound},
        )  # fmt: skip
    found += _tables(timetable)
    if timetable.spread is not None and timetable.spread > timetable.fairness:
        found.append(
            _("Breaks differ by %(spread)s between people, more than the %(fairness)s asked for: less was not reached.")
            % {"spread": timetable.spread, "fairness": timetable.fairness}
        )  # fmt: skip
    return found
