"""Which custom fields did the administrators define, for which sort of record?"""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.fields.enums import RecordType
from grappe.engines.kernel import Text
from grappe.ui.custom import FieldKind

EXACT: dict[str, Any] = {"max_digits": 15, "decimal_places": 4, "null": True, "blank": True}


@pghistory.track()
class Definition(models.Model):
    """A custom field. Its name and kind never change: values on file are read by them."""

    record = models.CharField(_("record"), max_length=20, choices=RecordType.choices)
    name = models.SlugField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=FieldKind.choices)
    label = models.JSONField(_("label"))
    help = models.JSONField(_("explanation"), default=dict)
    required = models.BooleanField(_("has to be filled in"), default=False)
    options = models.JSONField(
        _("choices"), default=list
    )  # [{"key", "label": {"en", …}, "hidden", "colour"}]
    minimum = models.DecimalField(_("at least"), **EXACT)
    maximum = models.DecimalField(_("at most"), **EXACT)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    default = models.JSONField(_("filled in from the start"), null=True, blank=True)
    needed_when = models.JSONField(
        _("has to be filled in when"), default=list
    )  # [{"field": name, "is": answer}]
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)  # asked for and shown no more; its values stay
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["record", "position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["record", "name"], name="fields_definition_once"),
            models.CheckConstraint(condition=Q(kind__in=FieldKind.values), name="fields_definition_kind"),
            models.CheckConstraint(
                condition=Q(record__in=RecordType.values), name="fields_definition_record"
            ),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(maximum=None) | Q(minimum__lte=F("maximum")),
                name="fields_definition_bounds",
            ),
        ]

    def __str__(self) -> str:
        return Text.of(self.label).in_language(get_language() or "en")
