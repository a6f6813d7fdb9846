"""Is it more than chance? Exact tests that hold although many weeks and hundreds of topics are looked at.

Given all that was ever said of a topic (K) and how much was written each week, chance alone spreads the K over the
weeks in proportion: a multinomial. Both tests are conditional scan statistics on that (Kulldorff 1997; Naus 1965);
over the topics the false discovery rate is held by Benjamini and Hochberg (1995).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

LATEST = 8  # weeks: a rise that is going on is looked for in the last 1, 2, … 8 weeks
LONGEST = 12  # weeks: a past burst lasts at most that long
FALLS = (4, 8, 13)  # weeks in which a topic may have gone quiet
_WORTH_IT = 0.1  # a tail above it is no rise whatever the exact p-value
_EXACT_UP_TO = 2_000  # mentions: beyond it the bound is used, which the exact value then hardly beats


@dataclass(frozen=True, slots=True)
class Window:
    """The weeks that stand out most: from `start` up to, not including, `end`; what was there, and was expected."""

    p: float
    start: int
    end: int
    observed: int
    expected: float


@lru_cache(maxsize=8)
def _log_factorials(upto: int) -> np.ndarray:
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, upto + 1)))])


def _factorials(upto: int) -> np.ndarray:
    return _log_factorials(1 << max(10, int(upto).bit_length()))


def chances(trials: int, share: float) -> np.ndarray:
    """Return the binomial chances of 0 … `trials`."""
    if share <= 0 or share >= 1:
        found = np.zeros(trials + 1)
        found[trials if share >= 1 else 0] = 1.0
        return found
    logs = _factorials(trials)
    k = np.arange(trials + 1)
    with_log = (
        logs[trials] - logs[k] - logs[trials - k] + k * math.log(share) + (trials - k) * math.log1p(-share)
    )
    return np.exp(with_log)


def at_least(trials: int, share: float) -> np.ndarray:
    """Return the chance of k or more, for k = 0 … `trials`."""
    return np.minimum(np.cumsum(chances(trials, share)[::-1])[::-1], 1.0)


def rise(counts: Sequence[int], totals: Sequence[int], latest: int = LATEST) -> Window:
    """Test whether a topic comes up more in the last weeks than in all: the least tail over the last 1 … 8 weeks.

    The p-value is exact for that choice among windows: the chance that any of them would have had so small a tail.
    """
    all_said, weeks = int(sum(counts)), len(counts)
    written = float(sum(totals))
    if not all_said or written <= 0 or weeks < 2:
        return Window(1.0, 0, weeks, all_said, float(all_said))
    ks = np.cumsum(np.asarray(counts)[::-1])[: min(latest, weeks - 1)]
    shares = np.cumsum(np.asarray(totals, dtype=float)[::-1])[: len(ks)] / written
    tails = [at_least(all_said, float(share)) for share in shares]
    found = [float(tail[int(k)]) for tail, k in zip(tails, ks, strict=True)]
    best = int(np.argmin(found))
    least = found[best]
    p = min(1.0, least * len(ks))
    if all_said <= _EXACT_UP_TO and least < _WORTH_IT:
        reach = least * (1 + 1e-9)
        limits = [int(np.argmax(tail <= reach)) if tail[-1] <= reach else all_said + 1 for tail in tails]
        p = min(p, max(least, _crossing(all_said, shares, limits)))
    return Window(p, weeks - best - 1, weeks, int(ks[best]), float(all_said * shares[best]))


def _crossing(all_said: int, shares: np.ndarray, limits: Sequence[int]) -> float:
    """Return the chance that a growing window has at least its limit, for any of the windows: a walk over them."""
    top = max(limits)
    staying = np.zeros(top + 1)
    staying[0], before = 1.0, 0.0
    for share, limit in zip(shares, limits, strict=True):
        part = (share - before) / (1 - before) if before < 1 else 0.0
        after = np.zeros(top + 1)
        for said in np.flatnonzero(staying > 1e-300):
            more = chances(all_said - int(said), float(part))[: top + 1 - said]
            after[said : said + len(more)] += staying[said] * more
        after[limit:] = 0.0
        staying, before = after, share
    # One less the chance of never crossing loses what is smaller than the rounding; the caller keeps the least tail.
    return max(0.0, 1.0 - float(staying.sum()))


def fall(counts: Sequence[int], totals: Sequence[int], spans: Sequence[int] = FALLS) -> Window:
    """Test whether a topic comes up less in the last weeks than in all (Bonferroni over the spans)."""
    all_said, weeks, written = int(sum(counts)), len(counts), float(sum(totals))
    best = Window(1.0, 0, weeks, all_said, float(all_said))
    for span in spans:
        if not all_said or written <= 0 or span >= weeks:
            continue
        said, share = int(sum(counts[-span:])), float(sum(totals[-span:])) / written
        p = min(1.0, float(chances(all_said, share)[: said + 1].sum()) * len(spans))
        if p < best.p:
            best = Window(p, weeks - span, weeks, said, all_said * share)
    return best


def strongest(counts: Sequence[int], totals: Sequence[int], longest: int = LONGEST) -> Window:
    """Return the weeks that stand out most in the whole past, with a p-value that never is too small.

    The log likelihood ratio of a window is K times the Kullback-Leibler divergence of its share of the topic from
    its share of all; by Chernoff its chance is at most e to the minus that, and there are so many windows.
    """
    all_said, weeks, written = int(sum(counts)), len(counts), float(sum(totals))
    if not all_said or written <= 0:
        return Window(1.0, 0, weeks, all_said, float(all_said))
    said = np.concatenate([[0], np.cumsum(counts)])
    wrote = np.concatenate([[0.0], np.cumsum(np.asarray(totals, dtype=float))]) / written
    starts = np.repeat(np.arange(weeks), longest)
    ends = starts + np.tile(np.arange(1, longest + 1), weeks)
    fits = (ends <= weeks) & (ends - starts < weeks)
    starts, ends = starts[fits], ends[fits]
    if not len(starts):
        return Window(1.0, 0, weeks, all_said, float(all_said))
    k, share = (said[ends] - said[starts]).astype(float), wrote[ends] - wrote[starts]
    ratio = np.round(np.where(k > all_said * share, _divergence(k / all_said, share) * all_said, 0.0), 9)
    best = int(ratio.argmax())
    p = min(1.0, math.exp(-float(ratio[best])) * len(starts))
    return Window(p, int(starts[best]), int(ends[best]), int(k[best]), float(all_said * share[best]))


def _divergence(found: np.ndarray, expected: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        one = np.where(found > 0, found * np.log(found / expected), 0.0)
        other = np.where(found < 1, (1 - found) * np.log((1 - found) / (1 - expected)), 0.0)
    value: np.ndarray = np.nan_to_num(one + other, nan=0.0, posinf=700.0)
    return value


def stands_out(window: Window, fewest: int = 3, times: float = 2.0) -> bool:
    """Return whether what was found is worth telling besides being no chance: three companies, twice the usual."""
    return window.observed >= fewest and window.observed >= times * window.expected


def q_values(ps: Sequence[float]) -> list[float]:
    """Return for each p-value the least false discovery rate at which it is found (Benjamini and Hochberg)."""
    order = sorted(range(len(ps)), key=lambda place: ps[place])
    found, least = [1.0] * len(ps), 1.0
    for rank in range(len(order), 0, -1):
        place = order[rank - 1]
        least = min(least, ps[place] * len(ps) / rank)
        found[place] = least
    return found
