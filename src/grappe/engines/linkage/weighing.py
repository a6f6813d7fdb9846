"""How probable is it that two records are one? Fellegi and Sunter's weights, learned by expectation-maximisation.

u comes from pairs drawn by lot, which are hardly ever one; m and the number of pairs that are one are learned from
the pairs that are looked at, starting from the profile's own and never straying far from them on little evidence.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from grappe.engines.linkage import columns, names
from grappe.engines.linkage.columns import Floats, Levels
from grappe.engines.linkage.model import Kind, Profile, Weights

ROUNDS = 25
HELD = 60.0  # so many pairs' worth of evidence has what the profile says
HELD_U = 2_000.0
APART_BITS = -14.0  # two names of one group that are told apart: not outweighed by what the group shares
FEWEST_LEFT = 0.2  # of the pairs that were thought to be one before anything was learned
DECISIVE = -20.0  # bits: two register numbers, not one slip apart, are two companies
SHARED_MOST = {
    names.OTHER: 3.0,
    names.APART: 3.0,
    names.PLACE: 4.0,
    names.PART: 3.0,
    names.NEAR: 14.0,
    names.SAME: 16.0,
}
NAME_FACTOR = {
    names.PLACE: 0.55,
    names.PART: 0.55,
    names.NEAR: 0.75,
    names.SAME: 1.0,
}  # of the bits of a name
NAME_MOST = {
    names.PLACE: 8.0,
    names.PART: 8.0,
}  # a word more may be a daughter's: the door they share does not make them one
HOPELESS = -9.0  # bits: pairs that cannot come above it are not looked at further
SURE = 14.0  # bits: nothing is ever wholly sure


def starting(profile: Profile, rows: int, others: int = 0) -> Weights:
    """Return the weights before anything is learned, for a file of so many rows (or two files)."""
    pairs = rows * others if others else rows * (rows - 1) / 2
    matches = profile.both * min(rows, others) if others else profile.twice * rows
    return Weights(
        m={field.name: tuple(level.m for level in field.levels) for field in profile.fields},
        u={field.name: tuple(level.u for level in field.levels) for field in profile.fields},
        matches=max(min(matches, pairs / 4), 0.02),
        pairs=max(pairs, 1.0),
    )


def with_chance(profile: Profile, weights: Weights, levels: Levels) -> Weights:
    """Return the weights with u as pairs drawn by lot have it; the profile's own counts as some of these pairs."""
    u = {}
    for place, field in enumerate(profile.fields):
        counts = np.bincount(levels[:, place], minlength=len(field.levels) + 1)[1:].astype(float)
        told = np.array([level.u for level in field.levels])
        share = (counts + HELD_U * told) / (counts.sum() + HELD_U * told.sum())
        u[field.name] = tuple(share.tolist())
    return Weights(weights.m, u, weights.matches, weights.pairs, weights.rounds)


def evidence(profile: Profile, weights: Weights, levels: Levels, bits: Floats) -> Floats:
    """Return the evidence of each pair in bits: above zero speaks for one record, below for two."""
    return np.asarray(counted(profile, weights, levels, bits).sum(axis=1), np.float32)


def counted(profile: Profile, weights: Weights, levels: Levels, bits: Floats) -> Floats:
    """Return what counts of each field, in bits: what a group shares only so far as the names allow. Adds up to `evidence`."""
    told = contributions(profile, weights, levels, bits)
    named = next((place for place, f in enumerate(profile.fields) if f.kind is Kind.COMPANY_NAME), None)
    if profile.most_shared:
        most = np.array([profile.most_shared[0], *profile.most_shared], np.float32)
        named = 0
    elif named is not None:
        most = np.full(len(SHARED_MOST) + 1, SHARED_MOST[names.NEAR], np.float32)
        for level, limit in SHARED_MOST.items():
            most[level] = limit
    else:
        return told
    limits = most[levels[:, named]]
    shared = np.array([field.shared for field in profile.fields])
    over = told[:, shared].sum(axis=1) > limits
    if over.any():
        part = told[np.ix_(over, shared)]
        speaks = np.maximum(part, 0)
        # What speaks against it stays as it is; what speaks for it shares what is left, in proportion.
        left = limits[over] - np.minimum(part, 0).sum(axis=1)
        scaled = speaks * (left / speaks.sum(axis=1))[:, None]
        told[np.ix_(over, shared)] = np.where(part > 0, scaled, part)
    return told


def contributions(profile: Profile, weights: Weights, levels: Levels, bits: Floats) -> Floats:
    """Return what each field says of each pair, in bits."""
    told = np.zeros(levels.shape, np.float32)
    for place, field in enumerate(profile.fields):
        m = np.log2(np.clip(np.array(weights.m[field.name]), 1e-6, 1.0))
        u = np.log2(np.clip(np.array(weights.u[field.name]), 1e-9, 1.0))
        by_level = np.r_[0.0, m - u].astype(np.float32)
        here = levels[:, place]
        if not here.any():
            continue
        told[:, place] = by_level[here]
        if field.kind is Kind.COMPANY_NAME:
            for level, factor in NAME_FACTOR.items():
                rows = here == level
                worth = np.minimum(factor * bits[rows, place], NAME_MOST.get(level, columns.MOST_BITS))
                told[rows, place] = m[level - 1] + worth
            told[here == names.APART, place] = APART_BITS
        else:
            top = here == len(field.levels)
            told[top, place] = m[-1] + bits[top, place]
            if field.name == "rcs_number":
                told[here == 1, place] = DECISIVE
    return told


def hopeful(
    profile: Profile, weights: Weights, levels: Levels, bits: Floats, worth: Floats
) -> npt.NDArray[np.bool_]:
    """Return which pairs could be one if their names were nearly the same; `worth`: the bits that the names could say."""
    told = evidence(profile, weights, levels, bits)
    best = np.maximum(NAME_FACTOR[names.NEAR] * worth, np.minimum(worth, NAME_MOST[names.PART]))
    return np.asarray(odds(profile, weights, told + best) > HOPELESS)


def odds(profile: Profile, weights: Weights, told: Floats) -> Floats:
    """Return the odds that each pair is one, in bits: how rare such pairs are, and what of the evidence counts."""
    prior = np.log2(weights.matches / max(weights.pairs - weights.matches, 1.0))
    return np.asarray(prior + told * profile.evenness, np.float32)


def probability(profile: Profile, weights: Weights, told: Floats) -> npt.NDArray[np.float64]:
    """Return how probable it is that each pair is one, from its evidence and from how rare such pairs are."""
    known = np.clip(odds(profile, weights, told), -SURE * 3, SURE)
    return np.asarray(1.0 / (1.0 + np.exp2(-known.astype(np.float64))))


def learned(
    profile: Profile, weights: Weights, levels: Levels, bits: Floats, whole: float = 1.0, both: float = 0.0
) -> Weights:
    """Learn m and the number of matches from the pairs that are looked at (`whole`: so many pairs each stands for).

    `both`: the most pairs that can be one (two files without doubles); 0 where that is not known.
    """
    if not len(levels):
        return weights
    least = max(FEWEST_LEFT * weights.matches, 0.02)
    for turn in range(1, ROUNDS + 1):
        share = probability(profile, weights, evidence(profile, weights, levels, bits))
        m = {}
        for place, field in enumerate(profile.fields):
            told = np.array([level.m for level in field.levels])
            counts = np.bincount(levels[:, place], weights=share, minlength=len(field.levels) + 1)[1:]
            found = (counts + HELD * told) / (counts.sum() + HELD * told.sum())
            # However well a file agrees with itself, a field may be wrong: nothing goes to nought.
            m[field.name] = tuple(np.clip(found, told * 0.1, 1.0).tolist())
        matches = float(share.sum()) * whole
        # Never far below what was thought: a file of few doubles must not talk itself out of all of them.
        matches = min(max(matches, least), both or weights.pairs / 4)
        moved = abs(matches - weights.matches) / max(weights.matches, 1.0)
        weights = Weights(m, weights.u, matches, weights.pairs, turn)
        if moved < 1e-4:
            break
    return weights
