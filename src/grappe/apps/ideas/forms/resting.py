"""What does one fill in to park, reject or reopen an idea? The reason, in the language of whoever had it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from grappe.apps.ideas.operations.resting import LONGEST_WHY
from grappe.ui.fields import DayField
from grappe.ui.trilingual import Trilingual


class WhyForm(Trilingual):
    """Why, in each language that an author reads."""

    texts = {"why": (_("Why"), 3, LONGEST_WHY)}

    def __init__(self, *args: Any, wanted: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = wanted

    @property
    def asked(self) -> list[tuple[str, str, Any, bool]]:
        """Return each language with its field and whether an author reads it, those first."""
        found = [(code, name, self[f"why_{code}"], code in self.wanted) for code, name, _fields in self.words]
        return sorted(found, key=lambda each: not each[3])


class RestForm(WhyForm):
    """Why; `until` for a parked one."""

    until = DayField(label=_("Parked until"), required=False, help_text=_("Empty: until further notice."))

    def __init__(self, *args: Any, asks_until: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_until:
            del self.fields["until"]
