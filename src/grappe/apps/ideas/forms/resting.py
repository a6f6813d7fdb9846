"""What does one fill in to park, reject or reopen an idea? The reason, in the language of whoever had it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from grappe.apps.ideas.operations.resting import LONGEST_WHY
from grappe.ui.fields import DayField
from grappe.ui.trilingual import Trilingual


class RestForm(Trilingual):
    """Why, in each language that an author reads; `until` for a parked one."""

    texts = {"why": (_("Why"), 3, LONGEST_WHY)}
    until = DayField(label=_("Parked until"), required=False, help_text=_("Empty: until further notice."))

    def __init__(self, *args: Any, wanted: Collection[str], asks_until: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = wanted
        if not asks_until:
            del self.fields["until"]

    @property
    def asked(self) -> list[tuple[str, str, Any, bool]]:
        """Return each language with its field and whether an author reads it, those first."""
        found = [(code, name, fields[0], code in self.wanted) for code, name, fields in self.words]
        return sorted(found, key=lambda each: not each[3])
