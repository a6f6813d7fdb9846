"""Which topics are new, rising, steady or fading on a day, which burst, and which are weak signals?"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from grappe.engines.signals import kleinberg, significance
from grappe.engines.signals.counting import Mention, Weeks, weeks_of

REFERENCE = 52  # weeks that are compared with each other
LEVEL = 0.05  # of false discoveries among what is called rising, fading or a burst
NEW_FOR = 91  # days
FEW, VOICES, BREADTH, HINT = 12, 3, 0.6, 0.05  # of weak signals: most notes, fewest companies, share, p-value


class Course(StrEnum):
    """How a topic goes on the day that is looked from. One of which nobody speaks any more is fading, of 0 notes."""

    NEW = "new"
    RISING = "rising"
    STEADY = "steady"
    FADING = "fading"


@dataclass(frozen=True, slots=True)
class Trend:
    """How a topic goes: figures to show, and to order by. Q-values are over all topics said in the reference weeks."""

    topic: int
    course: Course
    notes: int  # in the reference weeks
    companies: int
    rise_p: float
    rise_q: float
    rise_since: date | None  # the first day of the weeks in which it is said more
    fall_q: float
    burst: float  # Kleinberg's weight of the strongest burst; 0 without a significant one
    burst_q: float
    burst_from: date | None
    burst_to: date | None  # the last day
    weak_signal: float  # 0: none; else the larger, the more companies and the faster


def trends(
    mentions: Sequence[Mention],
    voices: Iterable[tuple[date, tuple[str, str]]],
    on: date,
    level: float = LEVEL,
    weeks: int = REFERENCE,
) -> dict[int, Trend]:
    """Return how each topic goes on a day; mentions and voices after it are left out."""
    told = list(voices)
    counted = weeks_of(mentions, told, on, _length(told, on, weeks))
    of_topic: dict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.on <= on:
            of_topic[mention.topic].append(mention)
    # Topics that fell silent are not tested: each would make the tests of those that live weaker, for ever.
    keys = sorted(set(of_topic) & set(counted.counts))
    counts = [counted.counts[key] for key in keys]
    rises = [significance.rise(row, counted.totals) for row in counts]
    falls = [significance.fall(row, counted.totals) for row in counts]
    peaks = [significance.strongest(row, counted.totals) for row in counts]
    out = [significance.stands_out(window) for window in rises]
    rise_qs, fall_qs, burst_qs = (
        significance.q_values([window.p for window in windows]) for windows in (rises, falls, peaks)
    )
    found = {key: _silent(key) for key in of_topic.keys() - counted.counts.keys()}
    for place, key in enumerate(keys):
        burst = _strongest_burst(counts[place], counted, burst_qs[place] <= level)
        found[key] = Trend(
            topic=key,
            course=_course(of_topic[key], on, rise_qs[place] if out[place] else 1.0, fall_qs[place], level),
            notes=len({m.note for m in of_topic[key] if m.on >= counted.first}),
            companies=len({m.voice for m in of_topic[key] if m.on >= counted.first}),
            rise_p=rises[place].p,
            rise_q=rise_qs[place],
            rise_since=counted.starts(rises[place].start) if out[place] and rise_qs[place] <= level else None,
            fall_q=fall_qs[place],
            burst=burst.weight if burst else 0.0,
            burst_q=burst_qs[place],
            burst_from=counted.starts(burst.start) if burst else None,
            burst_to=counted.starts(burst.end) - timedelta(days=1) if burst else None,
            weak_signal=weak_signal(of_topic[key], rises[place], counted.first),
        )
    return found


def _silent(topic: int) -> Trend:
    return Trend(topic, Course.FADING, 0, 0, 1.0, 1.0, None, 1.0, 0.0, 1.0, None, None, 0.0)


def _length(told: Sequence[tuple[date, tuple[str, str]]], on: date, weeks: int) -> int:
    """Return how many weeks there are to compare: no more than have notes."""
    first = min((day for day, _ in told if day <= on), default=on)
    return max(2, min(weeks, (on - first).days // 7 + 1))


def _strongest_burst(counts: Sequence[int], counted: Weeks, significant: bool) -> kleinberg.Burst | None:
    if not significant:
        return None
    found = kleinberg.bursts(counts, counted.totals)
    return max(found, key=lambda burst: (burst.weight, burst.start), default=None)


def _course(mentions: Sequence[Mention], on: date, rise: float, fall: float, level: float) -> Course:
    first = min(mention.on for mention in mentions)
    if first > on - timedelta(days=NEW_FOR):
        return Course.NEW
    if rise <= level:
        return Course.RISING
    return Course.FADING if fall <= level else Course.STEADY


def weak_signal(mentions: Sequence[Mention], rise: significance.Window, since: date) -> float:
    """Return how much a topic deserves a look although it is small: few notes, many companies, fast.

    No test holds it: it is a list to read, ordered by the share of different companies times the digits of the
    p-value of its rise.
    """
    recent = {(m.note, m.voice) for m in mentions if m.on >= since}
    notes, voices = len({note for note, _ in recent}), len({voice for _, voice in recent})
    if not notes or notes > FEW or voices < VOICES or voices / notes < BREADTH or rise.p > HINT:
        return 0.0
    return round(voices / notes * -math.log10(max(rise.p, 1e-300)), 4)
