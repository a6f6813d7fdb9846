"""How do questionnaires come in? As versions that never change: other content is another version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.diagnostics.models import Questionnaire, QuestionnaireVersion
from grappe.engines.diagnosis import QuestionnaireError, parse_questionnaire
from grappe.ui.errors import BadInput

LONGEST_VERSION = 20  # as the column


@transaction.atomic
def load_questionnaires(entries: Iterable[Mapping[str, Any]], *, at: datetime) -> tuple[int, int]:
    """Load questionnaires (plain data, as read from YAML) and return how many versions are new and how many known.

    A known version with other content is kept apart as a version of its own (`1+9f3c2a10`): past runs stay with the
    content that they answered. The version loaded last is the one that new runs answer. Raises BadInput naming the
    questionnaire and the place of the first fault; nothing is loaded then.
    """
    new = known = 0
    for entry in entries:
        if _load(entry, at):
            new += 1
        else:
            known += 1
    return new, known


def _load(entry: Mapping[str, Any], at: datetime) -> bool:
    try:
        parsed = parse_questionnaire(entry)
    except QuestionnaireError as fault:
        name = entry.get("id") if isinstance(entry, Mapping) else None
        raise BadInput(
            _("Questionnaire “%(name)s”, %(fault)s") % {"name": name or "?", "fault": fault}
        ) from fault
    questionnaire, _created = Questionnaire.objects.get_or_create(slug=parsed.id)
    text = json.dumps(entry, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    versions = QuestionnaireVersion.objects.filter(questionnaire=questionnaire)
    same = versions.defer("content").filter(digest=digest).first()
    if same is not None:
        # An older file loaded again becomes the current one again.
        if versions.filter(loaded_at__gte=same.loaded_at).exclude(pk=same.pk).exists():
            versions.filter(pk=same.pk).update(loaded_at=at)
        return False
    label = parsed.version
    if versions.filter(version=label).exists():
        label = f"{label[: LONGEST_VERSION - 9]}+{digest[:8]}"
    if len(label) > LONGEST_VERSION:
        raise BadInput(
            _("Questionnaire “%(name)s”, version: is longer than %(most)d characters")
            % {"name": parsed.id, "most": LONGEST_VERSION}
        )
    QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, version=label, content=json.loads(text), digest=digest, loaded_at=at
    )
    return True
