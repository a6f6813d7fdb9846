"""What does a way of finding trends find of the rises that were planted, when, and what else does it cry out?

Each way says, week by week, which notes belong to which of its topics; the test is the same for all (the exact scan of
engines/signals/significance at a false discovery rate of 5 %). An alarm is right when most of the notes in its weeks
are of a subject that was planted and is up, or was within the last four weeks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from benchmarks._field_notes import FIRST, Told, World
from grappe.engines.signals import significance
from grappe.engines.signals.counting import Mention, weeks_of

LEVEL = 0.05
FROM_WEEK = 20
REFERENCE = 52
AFTER = 4  # weeks in which an alarm about what is over still is no false one

Topics = Mapping[object, set[str]]  # a topic's name and the ids of its notes


@dataclass
class Scored:
    """What came of the alarms of one world."""

    planted: int = 0
    found: int = 0
    delays: list[int] = field(default_factory=list)
    right: int = 0
    false: int = 0
    weeks: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Scored) -> None:
        self.planted += other.planted
        self.found += other.found
        self.delays += other.delays
        self.right += other.right
        self.false += other.false
        self.weeks += other.weeks
        self.missed += other.missed
        self.wrong += other.wrong

    @property
    def recall(self) -> float:
        return self.found / self.planted if self.planted else 0.0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def delay(self) -> float:
        return sum(self.delays) / len(self.delays) if self.delays else float("nan")


def sunday(week: int) -> date:
    """Return the last day of a week."""
    return FIRST + timedelta(days=7 * week + 6)


def score(world: World, topics_at: Callable[[int], Topics]) -> Scored:
    """Return what the alarms of a way of finding topics are worth; an alarm of several weeks in a row counts once."""
    notes = {note.id: note for note in world.notes}
    last = max(note.week for note in world.notes)
    found = Scored(planted=len(world.rises), weeks=last - FROM_WEEK + 1)
    first_alarm: dict[str, int] = {}
    ringing: dict[tuple[object, str], int] = {}
    for week in range(FROM_WEEK, last + 1):
        for name, said in alarms(world, notes, topics_at(week), week):
            subject = Counter(note.subject for note in said).most_common(1)[0]
            meant = subject[0] if subject[1] * 2 >= len(said) else ""
            up = [r for r in world.rises if r.subject == meant and r.week <= week < r.week + r.lasts + AFTER]
            before = ringing.get((name, meant), -9)
            ringing[name, meant] = week
            if up:
                first_alarm.setdefault(meant, week)
            if week - before <= 2:
                continue
            found.right += bool(up)
            found.false += not up
            if not up:
                found.wrong.append(f"{name}: {meant or 'chatter'} in week {week}")
    for rise in world.rises:
        if rise.subject in first_alarm:
            found.found += 1
            found.delays.append(first_alarm[rise.subject] - rise.week)
        else:
            found.missed.append(f"{rise.subject} {rise.more:g} a week for {rise.lasts}")
    return found


def alarms(
    world: World, notes: Mapping[str, Told], topics: Topics, week: int
) -> list[tuple[object, list[Told]]]:
    """Return the topics that rise in a week, each with the notes in the weeks that stand out."""
    on = sunday(week)
    weeks = min(REFERENCE, week + 1)
    voices = [(note.on, ("company", note.company)) for note in world.notes if note.on <= on]
    names = sorted(topics, key=str)
    mentions = [
        Mention(place, key, notes[key].on, notes[key].company, notes[key].cluster)
        for place, name in enumerate(names)
        for key in topics[name]
        if notes[key].on <= on
    ]
    counted = weeks_of(mentions, voices, on, weeks)
    places = sorted(counted.counts)
    windows = [significance.rise(counted.counts[place], counted.totals) for place in places]
    qs = significance.q_values([window.p for window in windows])
    of_topic: dict[int, list[Told]] = defaultdict(list)
    for mention in mentions:
        of_topic[mention.topic].append(notes[str(mention.note)])
    return [
        (names[place], [n for n in of_topic[place] if n.on >= counted.starts(window.start)])
        for place, window, q in zip(places, windows, qs, strict=True)
        if q <= LEVEL and significance.stands_out(window)
    ]
