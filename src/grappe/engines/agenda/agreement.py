"""One appointment stands in two calendars: who changed what since both agreed, and what is done so that they agree again?

Field by field against what was agreed last. What one side alone changed goes to the other; what both changed in two ways
is asked, and nothing is done until somebody answers. Nothing that is gone there is ever taken away here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Facts = Mapping[str, str]


class Policy(StrEnum):
    """What a change there of one field does here."""

    FOLLOW = "follow"  # it is made here
    ASK = "ask"  # it is changed here only: somebody decides
    THEIRS = "theirs"  # what it says there is nobody's business here


class Step(StrEnum):
    """What is to be done with one appointment."""

    NOTHING = "nothing"
    AGREE = "agree"  # both say what they may: that is written down
    CREATE = "create"  # it is put there
    CHANGE = "change"  # `take` is made here, then `write` there
    REMOVE = "remove"  # it is gone here and as we left it there: taken away there
    ASK_GONE = "ask_gone"  # somebody took it away there: is it to be cancelled here?
    CONFLICT = "conflict"  # somebody chooses
    FORGET = "forget"  # nothing is left to agree on


@dataclass(frozen=True, slots=True)
class Agreed:
    """What either side said when both agreed last; they may differ where a field is THEIRS."""

    here: Facts
    there: Facts


@dataclass(frozen=True, slots=True)
class Decision:
    """A step; `take` is what changes here, `write` names what changes there, `differ` what somebody has to choose."""

    step: Step
    take: Facts = field(default_factory=dict)
    write: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()


def decide(
    here: Facts | None, there: Facts | None, agreed: Agreed | None, *,
    policy: Mapping[str, Policy], unfit: frozenset[str] = frozenset(), over: bool = False,
) -> Decision:  # fmt: skip
    """Return what is to be done with an appointment of this side, None where it is gone.

    `unfit` names the fields of the other side that cannot be taken (it repeats there, it lasts all day); `over` says
    that it is past: what is gone there then was tidied up, and nobody is asked.
    """
    if here is None:
        return _gone_here(there, agreed)
    if there is None:
        if agreed is None:
            return Decision(Step.CREATE, write=tuple(here))
        return Decision(Step.FORGET) if over else Decision(Step.ASK_GONE)
    if agreed is None:
        return _met(here, there, policy)
    return _both(here, there, agreed, policy, unfit)


def _gone_here(there: Facts | None, agreed: Agreed | None) -> Decision:
    if there is None or agreed is None:
        return Decision(Step.FORGET if agreed is not None else Step.NOTHING)
    changed = tuple(name for name in there if there[name] != agreed.there.get(name))
    return Decision(Step.CONFLICT, differ=changed) if changed else Decision(Step.REMOVE)


def _met(here: Facts, there: Facts, policy: Mapping[str, Policy]) -> Decision:
    """It stands there already, as an invitation does: the same is agreed, another thing is asked."""
    asked = tuple(
        name for name in here if policy[name] != Policy.THEIRS and here[name] != there.get(name, "")
    )
    return Decision(Step.CONFLICT, differ=asked) if asked else Decision(Step.AGREE)


def _both(
    here: Facts, there: Facts, agreed: Agreed, policy: Mapping[str, Policy], unfit: frozenset[str]
) -> Decision:
    take: dict[str, str] = {}
    write: list[str] = []
    differ: list[str] = []
    moved = False
    for name, said in here.items():
        says = there.get(name, "")
        ours, theirs = said != agreed.here.get(name), says != agreed.there.get(name)
        moved = moved or ours or theirs
        if not theirs or policy[name] == Policy.THEIRS:  # told anew: it may be that less is to be told
            write += [name] if ours else []
        elif said == says:
            continue
        elif ours or policy[name] == Policy.ASK or name in unfit:
            differ.append(name)
        else:
            take[name] = says
    if differ:
        return Decision(Step.CONFLICT, differ=tuple(differ))
    if take or write:
        return Decision(Step.CHANGE, take, tuple(write))
    return Decision(Step.AGREE) if moved else Decision(Step.NOTHING)
