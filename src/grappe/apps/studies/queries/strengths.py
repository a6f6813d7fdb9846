"""Does the evidence of a finding bear the strength that its authors give it? Warnings, never a refusal: they decide."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from grappe.apps.studies.enums import Bearing, Strength


def warnings(strength: str, evidence: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return what does not fit, in words; `evidence` has the kind and the bearing of each piece.

    A finding without any evidence has no warning here: it is marked on its own.
    """
    if not evidence:
        return ()
    kinds = {kind for kind, bearing in evidence if bearing == Bearing.SUPPORTS}
    against = sum(bearing == Bearing.CONTRADICTS for _kind, bearing in evidence)
    found = []
    if not kinds:
        found.append(_("Nothing supports it: all its evidence speaks against it."))
    elif strength == Strength.STRONG and len(kinds) == 1:
        found.append(_("It is called strong, but all that supports it is of one kind."))
    if strength == Strength.STRONG and against:
        found.append(_("It is called strong, but some evidence speaks against it."))
    if strength == Strength.MODERATE and against and 2 * against >= len(evidence):
        found.append(_("It is called moderate, but half of its evidence or more speaks against it."))
    if strength == Strength.CONTESTED and not against:
        found.append(_("It is called contested, but nothing speaks against it."))
    return tuple(found)
