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
from grappe.engines.eligibility.sweep import Sweep, Swept, frame_of

__all__ = ["IN_A_MASK", "MET", "OPEN", "REFUSED", "Judge", "Judged"]

IN_A_MASK = 64  # criteria; of a rule that has more, the further ones are not kept


@dataclass(frozen=True)
class Judged:
    """A block judged, its readable companies in their order; `readable` says which those are."""

    swept: Swept
    readable: np.ndarray

    @property
    def unread(self) -> int:
        return int(np.count_nonzero(~self.readable))

    def verdict(self, place: int) -> np.ndarray:
        """Return the verdicts on the programme at `place`: REFUSED, OPEN or MET of each readable company."""
        return self.swept.verdict(place)

    def masks(self, place: int) -> tuple[np.ndarray, np.ndarray]:
        """Return (criteria not met, criteria unknown) of each readable company for a programme, as uint64."""
        return self.swept.masks(place)


class Judge:
    """The programmes of a catalogue on a day, ready for any number of blocks."""

    def __init__(self, catalogue: engine.Catalogue, on: date, slugs: Collection[str]) -> None:
        self.catalogue, self.on = catalogue, on
        self._sweep = Sweep(catalogue, on, slugs)
        known = {
            plan.programme.id: (plan.programme, plan.version) for plan, _open, _force in catalogue.on(on)
        }
        self.programmes: tuple[tuple[engine.Programme, engine.Version, bool | None], ...] = tuple(
            (*known[slug], is_open)
            for slug, is_open in zip(self._sweep.programmes, self._sweep.open, strict=True)
        )

    def criteria(self, place: int) -> tuple[Criterion, ...]:
        """Return the criteria of the programme at `place`: bit i of a mask is the i-th."""
        return self._sweep.criteria(place)

    def run(self, documents: Sequence[Mapping[str, Any]]) -> Judged:
        """Judge companies (documents of `company_facts`); facts that cannot be read leave a company out."""
        readable = np.ones(len(documents), dtype=bool)
        try:
            frame = frame_of(documents, self.catalogue)
        except engine.Fault:
            readable = np.array([self._reads(document) for document in documents], dtype=bool)
            kept = [document for document, reads in zip(documents, readable, strict=True) if reads]
            frame = frame_of(kept, self.catalogue)
        return Judged(self._sweep.run(frame), readable)

    def _reads(self, document: Mapping[str, Any]) -> bool:
        try:
            engine.company_of(document, self.catalogue.fields, self.catalogue.field_names())
        except engine.Fault:
            return False
        return True
