"""What does the engine say of a block of companies? Verdicts and masks, programme by programme."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from grappe.engines import eligibility as engine
from grappe.engines.eligibility.judge import MET, OPEN, REFUSED
from grappe.engines.eligibility.model import Criterion
from grappe.engines.kernel import Verdict

__all__ = ["MET", "OPEN", "REFUSED", "Judge", "Judged"]

_LEVEL = {Verdict.NO: REFUSED, Verdict.UNKNOWN: OPEN, Verdict.YES: MET}


@dataclass(frozen=True)
class Judged:
    """A block judged. `verdicts` is (companies, programmes); a company that is not `readable` has none."""

    verdicts: np.ndarray
    readable: np.ndarray
    _masks: tuple[tuple[np.ndarray, np.ndarray], ...]

    @property
    def unread(self) -> int:
        return int(np.count_nonzero(~self.readable))

    def masks(self, place: int) -> tuple[np.ndarray, np.ndarray]:
        """Return (criteria not met, criteria unknown) of each company for the programme at `place`, as uint64."""
        return self._masks[place]


class Judge:
    """The programmes of a catalogue on a day, ready for any number of blocks."""

    def __init__(self, catalogue: engine.Catalogue, on: date, slugs: Collection[str]) -> None:
        self.catalogue, self.on = catalogue, on
        found = [(plan, is_open) for plan, is_open, _force in catalogue.on(on) if plan.programme.id in slugs]
        self.plans = [plan for plan, _open in found]
        self.programmes: tuple[tuple[engine.Programme, engine.Version, bool | None], ...] = tuple(
            (plan.programme, plan.version, is_open) for plan, is_open in found
        )

    def criteria(self, place: int) -> tuple[Criterion, ...]:
        """Return the criteria of the programme at `place`: bit i of a mask is the i-th."""
        return self.plans[place].criteria

    def run(self, documents: Sequence[Mapping[str, Any]]) -> Judged:
        """Judge companies (documents of `company_facts`); facts that cannot be read leave a company out."""
        shape = (len(documents), len(self.plans))
        verdicts = np.zeros(shape, dtype=np.uint8)
        readable = np.ones(len(documents), dtype=bool)
        not_met, unknown = np.zeros(shape, dtype=np.uint64), np.zeros(shape, dtype=np.uint64)
        for row, document in enumerate(documents):
            try:
                company, _ = engine.company_of(document, self.catalogue.fields, self.catalogue.field_names())
            except engine.Fault:
                readable[row] = False
                continue
            self._judge(company, row, verdicts, not_met, unknown)
        masks = tuple((not_met[:, place], unknown[:, place]) for place in range(len(self.plans)))
        return Judged(verdicts, readable, masks)

    def _judge(
        self,
        company: engine.Company,
        row: int,
        verdicts: np.ndarray,
        not_met: np.ndarray,
        unknown: np.ndarray,
    ) -> None:
        explanation = engine.explain(self.catalogue, company, self.on)
        for place, plan in enumerate(self.plans):
            decision = explanation.of(plan.programme.id)
            verdicts[row, place] = _LEVEL[decision.verdict]
            levels = [_LEVEL[finding.verdict] for finding in decision.findings]
            not_met[row, place] = sum(1 << bit for bit, level in enumerate(levels) if level == REFUSED)
            unknown[row, place] = sum(1 << bit for bit, level in enumerate(levels) if level == OPEN)
