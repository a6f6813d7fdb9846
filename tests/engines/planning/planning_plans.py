"""Which plans do the property tests try?"""

from datetime import date, timedelta

from hypothesis import strategies as st

from grappe.engines.planning import Plan, Step

MONDAY = date(2026, 3, 2)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def step(
    step_id: str, start: int, length: int = 5, after: tuple[str, ...] = (), started=None, done=None
) -> Step:
    return Step(
        id=step_id,
        title=f"Step {step_id}",
        start=day(start),
        end=day(start + length - 1),
        depends_on=after,
        started_on=None if started is None else day(started),
        done_on=None if done is None else day(done),
    )


@st.composite
def plans(draw, *, with_facts: bool = True, consistent: bool = True) -> Plan:
    """A plan without a cycle; when consistent, each step starts after those it waits for."""
    count = draw(st.integers(1, 9))
    steps: list[Step] = []
    for number in range(count):
        names = [each.id for each in steps]
        after = tuple(draw(st.lists(st.sampled_from(names), unique=True, max_size=3))) if names else ()
        length, gap = draw(st.integers(1, 12)), draw(st.integers(0, 9))
        first = draw(st.integers(-20, 60))
        if consistent and after:
            by_id = {each.id: each for each in steps}
            last = max((by_id[key].finish - MONDAY).days for key in after)
            first = last + 1 + gap
        fact = draw(st.sampled_from(["none", "none", "started", "done", "early"])) if with_facts else "none"
        started = first if fact != "none" else None
        done = {"done": first + length - 1, "early": first}.get(fact)
        steps.append(step(f"s{number}", first, length, after, started, done))
    return Plan.of(draw(st.permutations(steps)))


def violations(plan: Plan, *, but_started: bool = True) -> list[tuple[str, str]]:
    """The pairs (step, awaited) where an open step starts before what it waits for is over."""
    return [
        (each.id, key)
        for each in plan.steps
        if not (but_started and each.stays)
        for key in each.depends_on
        if each.start <= plan.by_id[key].finish
    ]
