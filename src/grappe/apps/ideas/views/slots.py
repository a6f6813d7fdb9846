"""What do other apps' pages show of ideas: those that came of a thing, and the way to make one of it?"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grappe.apps.companies import queries as companies
from grappe.apps.companies.permissions import can_edit_company
from grappe.apps.ideas import permissions
from grappe.apps.ideas.enums import LinkKind
from grappe.apps.ideas.operations.ideas import ONCE
from grappe.apps.ideas.queries.company import ideas_of_company
from grappe.apps.ideas.queries.linked import ideas_of, ideas_of_study
from grappe.apps.ideas.queries.origins import idea_of, sentences_of, source_of
from grappe.apps.studies.queries import study_for
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def of_mark(request: Request, pk: int) -> HttpResponse:
    """Fill the room beside a sentence that was marked as an idea."""
    return _of(request, LinkKind.MARK, pk)


@require_safe
def of_need(request: Request, pk: int) -> HttpResponse:
    """Fill the room on a need's page."""
    return _of(request, LinkKind.NEED, pk)


@require_safe
def of_event(request: Request, pk: int) -> HttpResponse:
    """Fill the room on an event's page."""
    return _of(request, LinkKind.EVENT, pk)


@require_safe
def of_event_words(request: Request, pk: int) -> HttpResponse:
    """Fill the room beside an idea that was noted in words at an event."""
    return _of(request, LinkKind.EVENT_WORDS, pk)


@require_safe
def of_group(request: Request, pk: int) -> HttpResponse:
    """Fill the room on a working group's page."""
    return _of(request, LinkKind.GROUP, pk)


@require_safe
def of_group_words(request: Request, pk: int) -> HttpResponse:
    """Fill the room beside an idea that was noted in words in a working group."""
    return _of(request, LinkKind.GROUP_WORDS, pk)


@require_safe
def of_use(request: Request, pk: int) -> HttpResponse:
    """Fill the room beside the use of a finding that is an idea in words."""
    return _of(request, LinkKind.USE, pk)


@require_safe
def of_session(request: Request, pk: int) -> HttpResponse:
    """Fill the room below the minutes of a session: its ideas, and its sentences to make one of, chosen or selected."""
    source = _source(request, LinkKind.SESSION, pk)
    return _answer(request, LinkKind.SESSION, pk, {"sentences": sentences_of(source.thing)})


@require_safe
def of_study(request: Request, pk: int) -> HttpResponse:
    """Fill the room on a study's page: the ideas that came of its findings."""
    study = found_or_404(study_for, pk, request)
    links = ideas_of_study(study.pk, for_user=request.user)
    context = {"links": links, "kind": "study", "pk": pk, "may_make": False, "once": False, "sentences": []}
    return render(request, "ideas/_of.html", context)


@require_safe
def of_company(request: Request, pk: int) -> HttpResponse:
    """Fill the room in a company's file: its ideas, and who of it sends them by a link."""
    company = found_or_404(companies.company_for, pk, request)
    context = {
        "company": company,
        "ideas": ideas_of_company(company.pk, for_user=request.user),
        "may_capture": permissions.can_capture(request.user),
        "may_invite": can_edit_company(request.user, company),
    }
    return render(request, "ideas/_of_company.html", context)


def _source(request: Request, kind: str, pk: int) -> Any:
    try:
        return source_of(kind, pk, for_user=request.user)
    except (ObjectDoesNotExist, LookupError) as missing:
        raise Http404 from missing


def _of(request: Request, kind: str, pk: int) -> HttpResponse:
    _source(request, kind, pk)  # whoever may not see the thing is told nothing of its ideas
    return _answer(request, kind, pk, {"sentences": []})


def _answer(request: Request, kind: str, pk: int, more: dict[str, Any]) -> HttpResponse:
    once = kind in ONCE
    context = {
        "links": ideas_of(kind, pk, for_user=request.user),
        "kind": str(kind),
        "pk": pk,
        "once": once,
        # What one may not see was made of it all the same: nobody is led to make it twice.
        "may_make": permissions.can_capture(request.user) and not (once and idea_of(kind, pk)),
        **more,
    }
    return render(request, "ideas/_of.html", context)
