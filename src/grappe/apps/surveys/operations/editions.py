"""How do the questions come in? One file with all years; each year's questions are an edition that never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.surveys.models import Edition
from grappe.engines.diagnosis import QuestionnaireError, QuestionType, parse_questionnaire
from grappe.ui.errors import BadInput

KINDS = {QuestionType.NUMBER, QuestionType.SCALE, QuestionType.SINGLE, QuestionType.MULTI, QuestionType.TEXT}


@transaction.atomic
def load(document: Mapping[str, Any], *, at: datetime) -> tuple[int, int]:
    """Load the survey (plain data, as read from YAML); return how many editions are new and how many as before.

    Raises BadInput naming the year and the place of the first fault; nothing is loaded then.
    """
    years = document.get("years") if isinstance(document, Mapping) else None
    if not isinstance(years, list) or not years or not all(type(year) is int for year in years):
        raise BadInput(_("Survey: “years” is a list of years"))
    new = known = 0
    for year in years:
        if _load(edition_of(document, year), year, at):
            new += 1
        else:
            known += 1
    return new, known


def edition_of(document: Mapping[str, Any], year: int) -> dict[str, Any]:
    """Return the questions about one year as a questionnaire: those of its time, with the year written in."""
    content = {key: value for key, value in document.items() if key != "years"} | {"version": str(year)}
    if isinstance(content.get("questions"), list):
        content["questions"] = [_plain(each) for each in content["questions"] if _is_asked(each, year)]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False).replace("{year}", str(year))
    found: dict[str, Any] = json.loads(text)
    return found


def _is_asked(question: Any, year: int) -> bool:
    if not isinstance(question, Mapping):
        return True  # the engine tells what is wrong with it
    since, until = question.get("since", year), question.get("until", year)
    if type(since) is not int or type(until) is not int:
        raise BadInput(_("Survey, question “%(id)s”: since and until are years") % {"id": question.get("id")})
    return since <= year <= until


def _plain(question: Any) -> Any:
    if not isinstance(question, Mapping):
        return question
    return {key: value for key, value in question.items() if key not in ("since", "until")}


def _load(content: dict[str, Any], year: int, at: datetime) -> bool:
    try:
        parsed = parse_questionnaire(content, scored=False)
    except QuestionnaireError as fault:
        raise BadInput(_("Survey of %(year)s, %(fault)s") % {"year": year, "fault": fault}) from fault
    for question in parsed.questions:
        if question.type not in KINDS:
            raise BadInput(
                _("Survey of %(year)s, question “%(id)s”: a survey has no questions of type %(type)s")
                % {"year": year, "id": question.id, "type": question.type.value}
            )
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    same = Edition.objects.filter(year=year, digest=digest).first()
    if same is None:
        Edition.objects.create(year=year, content=content, digest=digest, loaded_at=at)
        return True
    if Edition.objects.filter(year=year, loaded_at__gte=same.loaded_at).exclude(pk=same.pk).exists():
        Edition.objects.filter(pk=same.pk).update(loaded_at=at)  # an older file loaded again counts again
    return False
