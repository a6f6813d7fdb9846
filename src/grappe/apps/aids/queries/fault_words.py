"""What did the engine's reader say, in the reader's own language? Its commonest faults, told in words of the page."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_TOLD = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"is missing", gettext_lazy("is missing")),
        (r"is empty", gettext_lazy("is empty")),
        (
            r"is missing \(write null where the figure is not published\)",
            gettext_lazy("is missing (write null where the figure is not published)"),
        ),
        (
            r"must be one of (?P<known>.+), not (?P<value>.+)",
            gettext_lazy("must be one of %(known)s, not %(value)s"),
        ),
        (r"unknown name; known here: (?P<known>.+)", gettext_lazy("unknown name; known here: %(known)s")),
        (r"unknown field (?P<value>.+)", gettext_lazy("unknown field %(value)s")),
        (
            r"(?P<op>\S+) does not suit (?P<field>\S+), which is of type (?P<type>\S+)",
            gettext_lazy("%(op)s does not suit %(field)s, which is of type %(type)s"),
        ),
        (
            r"(?P<value>.+) is not a choice of (?P<field>[^:]+): (?P<known>.+)",
            gettext_lazy("%(value)s is not a choice of %(field)s: %(known)s"),
        ),
        (r"must hold at least one criterion", gettext_lazy("must hold at least one criterion")),
        (r"must hold at least one value", gettext_lazy("must hold at least one value")),
        (
            r"must be one of all, any, not, at_least, unknown, or a criterion with a field",
            gettext_lazy("must be one of all, any, not, at_least, unknown, or a criterion with a field"),
        ),
        (
            r"must be a date written YYYY-MM-DD, not (?P<value>.+)",
            gettext_lazy("must be a date written YYYY-MM-DD, not %(value)s"),
        ),
        (
            r"must be a whole number from 1 to (?P<most>\d+), not (?P<value>.+)",
            gettext_lazy("must be a whole number from 1 to %(most)s, not %(value)s"),
        ),
        (r"goes with nace only", gettext_lazy("goes with nace only")),
        (r'"(?P<value>.+)" stands twice', gettext_lazy("“%(value)s” stands twice")),
        (r"is nested too deep", gettext_lazy("is nested too deep")),
        (r"must be text, not (?P<value>.+)", gettext_lazy("must be text, not %(value)s")),
        (r"must be a list, not (?P<value>.+)", gettext_lazy("must be a list, not %(value)s")),
        (r"must be a number, not (?P<value>.+)", gettext_lazy("must be a number, not %(value)s")),
        (r"must be true or false, not (?P<value>.+)", gettext_lazy("must be true or false, not %(value)s")),
        (
            r"the programme is said to be open to all, yet it has conditions",
            gettext_lazy("the programme is said to be open to all, yet it has conditions"),
        ),
    )
)
_LONGEST_FIRST = sorted(_TOLD, key=lambda pair: -len(pair[0].pattern))  # the most particular words
_PLACE = re.compile(r"(?P<place>[\w.\[\]]+): (?P<fault>.+)")


def translated(message: str | Promise) -> str | Promise:
    """Return a fault in the page's language: `place: fault` and `is not YAML: fault` keep what stands before.

    What has no translation (the details of a YAML parser) is told as it is, in English.
    """
    if not isinstance(message, str):
        return message
    if message.startswith("is not YAML: "):
        return _("not YAML: %(fault)s") % {"fault": _fault(message.removeprefix("is not YAML: "))}
    found = _PLACE.fullmatch(message)
    if found and (told := _fault(found["fault"])) != found["fault"]:
        return f"{found['place']}: {told}"
    return _fault(message)


def _fault(text: str) -> str:
    for pattern, words in _LONGEST_FIRST:
        if found := pattern.fullmatch(text):
            return str(words) % found.groupdict() if found.groupdict() else str(words)
    return text
