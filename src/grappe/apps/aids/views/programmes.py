"""How are programmes read, and a company's aids settled question by question?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from grappe.apps.aids import permissions, queries
from grappe.apps.aids.forms.programmes import AnswerForm, AsOfForm, FilterForm
from grappe.apps.companies.operations.facts import state_fact
from grappe.apps.companies.permissions import can_edit_company, check_can_edit_company
from grappe.apps.companies.queries import company_for
from grappe.ui import clock
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

PER_PAGE = 60
ORDER = {"eligible": 0, "undetermined": 1, "not_eligible": 2}


@require_safe
def programme_list(request: Request) -> HttpResponse:
    """List the programmes of the catalogue, filtered."""
    permissions.check_can_view_programmes(request.user)
    catalogues = list(queries.catalogues(for_user=request.user))
    form = FilterForm(request.GET, catalogues=[(found.slug, str(found)) for found in catalogues])
    form.is_valid()
    chosen = form.cleaned_data
    catalogue = chosen.get("catalogue", "")
    on = _day(request)
    found = queries.programmes(
        for_user=request.user, catalogue=catalogue, theme=chosen.get("theme", ""), kind=chosen.get("kind", ""),
        status=chosen.get("status", ""), text=chosen.get("q", ""),
    )  # fmt: skip
    asked = [one.slug for one in catalogues] if catalogue == queries.EVERY else [catalogue]
    known = {
        programme.id: programme for slug in asked for programme in queries.loaded_catalogue(slug).programmes
    }
    paginator = Paginator(found, PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    rows = [(programme, known.get(programme.slug), _open(known, programme.slug, on)) for programme in page]
    names = {one.pk: one for one in catalogues} if catalogue else {}
    context = {
        "form": form, "rows": rows, "page": page, "names": names, "as_of": AsOfForm(initial={"on": on}), "on": on,
        "may_edit": permissions.can_edit_rules(request.user),
    }  # fmt: skip
    return render(request, "aids/list.html", context)


def _open(known: dict[str, Any], slug: str, on: date) -> bool | None:
    return known[slug].open_on(on) if slug in known else False


@require_safe
def programme_detail(request: Request, slug: str) -> HttpResponse:
    """Show a programme: conditions with sources, rates, windows, what is not known, as of a day."""
    permissions.check_can_view_programmes(request.user)
    programme = found_or_404(queries.programme_for, slug, request)
    on = _day(request)
    catalogue = programme.catalogue
    known = queries.details(slug, catalogue.slug)
    version, in_force = known.version_on(on) if known else (None, False)
    judged = queries.eligibility_of({}, on=on, slugs={slug}, catalogue=catalogue.slug).by_slug.get(slug)
    context = {
        "programme": programme, "catalogue": catalogue, "known": known, "version": version, "in_force": in_force, "on": on,
        "open": known.open_on(on) if known else False, "judged": judged, "as_of": AsOfForm(initial={"on": on}),
        "may_edit": permissions.can_edit_rules(request.user),
    }  # fmt: skip
    return render(request, "aids/detail.html", context)


@require_safe
def company_aids(request: Request, company: int) -> HttpResponse:
    """Show every programme for one company: met, not met, unknown, and the next best question."""
    found = _company(request, company)
    return render(request, "aids/company.html", _judged(request, found))


def _company(request: Request, pk: int) -> Any:
    permissions.check_can_view_programmes(request.user)
    return found_or_404(company_for, pk, request)


def _judged(request: Request, company: Any) -> dict[str, Any]:
    on = _day(request)
    catalogues = list(queries.catalogues(for_user=request.user))
    named = request.GET.get("catalogue", "")
    catalogue = named if named in {one.slug for one in catalogues} else ""
    facts = queries.known_facts(company, on=on, for_user=request.user)
    judgements = queries.eligibility_of(facts, on=on, catalogue=catalogue, ways=True)
    shown, by_euros = request.GET.get("show", ""), request.GET.get("by") == "euros"
    questions = judgements.by_euros() if by_euros else judgements.questions
    question = questions[0] if questions else None
    counts = Counter(judged.verdict for judged in judgements.by_slug.values())
    rows = [judged for judged in judgements.by_slug.values() if not shown or judged.verdict == shown]
    rows.sort(key=lambda judged: (judged.open is False, ORDER[judged.verdict], judged.slug))
    return {
        "company": company, "catalogues": catalogues, "catalogue": catalogue, "rows": rows, "on": on,
        "shown": shown, "as_of": AsOfForm(initial={"on": on}), "bar": _bar(counts), "counts": counts,
        "next": question, "further": questions[1:6], "by_euros": by_euros,
        "answer_form": AnswerForm(ask=question.ask, auto_id="next_%s") if question else None,
        "may_answer": can_edit_company(request.user, company),
    }  # fmt: skip


def _bar(counts: Mapping[str, int]) -> list[tuple[str, str, str]]:
    """Return the parts of the bar of verdicts: which one, where it begins, how wide it is, as SVG writes percents."""
    total, begin, parts = sum(counts.values()), 0.0, []
    for verdict in ORDER:
        width = 100 * counts.get(verdict, 0) / total if total else 0.0
        parts.append((verdict, f"{begin:.2f}", f"{width:.2f}"))
        begin += width
    return parts


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, company: int, field: str) -> HttpResponse:
    """Ask one fact of a company (GET: the form), or put the answer on file (POST) and show what follows."""
    found = _company(request, company)
    check_can_edit_company(request.user, found)
    ask = queries.ask_for(field)
    if ask is None:
        raise Http404
    back = request.POST.get("next") or request.GET.get("next") or ""
    form = AnswerForm(request.POST or None, ask=ask, auto_id=f"answer_{field}_%s")
    if request.method == "POST" and form.is_valid():
        state_fact(
            company=found, field=ask.fact, value=form.cleaned_data["value"], year=ask.year, by=request.user,
            at=clock.now(),
        )  # fmt: skip
        if not request.htmx:
            return redirect("aids:company", company=company)
        response = HttpResponse(status=204)
        response["HX-Trigger"] = "grappe:fact-stated"
        return response
    context = {"company": found, "ask": ask, "form": form, "next": back}
    template = "aids/_answer.html" if request.htmx else "aids/answer.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_safe
def company_aids_fragment(request: Request, company: int) -> HttpResponse:
    """Answer the changing part of the company's aids, after a fact was stated."""
    return render(request, "aids/_company.html", _judged(request, _company(request, company)))


def _day(request: Request) -> date:
    form = AsOfForm(request.GET)
    return (form.is_valid() and form.cleaned_data["on"]) or clock.today()
