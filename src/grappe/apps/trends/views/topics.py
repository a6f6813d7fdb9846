"""How are the topics of the field listed, read with the sentences behind every figure, and found anew?"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.clusters import queries as clusters
from grappe.apps.trends import permissions
from grappe.apps.trends.forms.topics import MergeForm, NameForm, TopicListForm, month_of
from grappe.apps.trends.operations import topic_runs
from grappe.apps.trends.queries import topic_page, topic_trends
from grappe.apps.trends.queries import topics as queries
from grappe.apps.trends.queries.sheets import sheets_of_topic, sheets_to_write
from grappe.apps.trends.queries.topic_words import meaning, told_near
from grappe.apps.trends.views.found import run_or_404, topic_or_404
from grappe.ui import clock
from grappe.ui.answers import progress
from grappe.ui.found import number_in
from grappe.ui.requests import Request


@require_safe
def topic_list(request: Request) -> HttpResponse:
    """List the topics that the reader may see, with how each goes."""
    permissions.check_can_view_trends(request.user)
    today, corrects = clock.today(), permissions.can_correct_topics(request.user)
    form = TopicListForm(request.GET, today=today, hidden=corrects)
    age = topic_trends.age(for_user=request.user)
    on = age.on or today
    asked = form.asked()
    listed = queries.topics(for_user=request.user, on=on, **asked)
    page = Paginator(listed.rows, queries.PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": queries.shown(list(page), for_user=request.user, on=on),
        "courses": listed.courses,
        "asked": asked,
        "as_of": listed.on,
        "form": form,
        "age": age,
        "run": age.run,
        "busy": topic_runs.is_busy(age.run, at=clock.now()),
        "corrects": corrects,
    }
    return render(request, "trends/topics.html", context)


@require_POST
def topic_refresh(request: Request) -> HttpResponse:
    """Have topics found anew."""
    topic_runs.order_run(by=request.user, at=clock.now())
    return redirect("trends:topics")


@require_safe
def topic_progress(request: Request, pk: int) -> HttpResponse:
    """Say how far the finding of topics has come."""
    run = run_or_404(request, pk)
    busy = topic_runs.is_busy(run, at=clock.now())
    return progress(request, "trends/_topics_progress.html", {"run": run, "busy": busy}, busy=busy)


@require_safe
def topic(request: Request, pk: int) -> HttpResponse:
    """Show a topic: how it goes, by month and cluster, whose it is, and every sentence behind that."""
    found = topic_or_404(request, pk)
    if found.pk != pk:
        return redirect("trends:topic", pk=found.pk)
    return answer(request, found)


def answer(request: Request, found: Any, status: int = 200, **more: Any) -> HttpResponse:
    """Answer a topic's page."""
    user, age = request.user, topic_trends.age(for_user=request.user)
    on = age.on or clock.today()
    narrowed = _narrowed(request)
    near = request.GET.get("near") == "1"
    said = (
        topic_page.near_sentences(found, for_user=user, on=on)
        if near
        else topic_page.sentences_of(found, for_user=user, **narrowed)
    )
    page, sentences = topic_page.page_of(said, request.GET.get("page"), for_user=user)
    parents, merged = topic_page.lineage_of(found)
    named = queries.seen([found.pk, *parents], for_user=user, on=on, hidden=True)
    name, trend = named[found.pk]
    corrects, sees_few = permissions.can_correct_topics(user), permissions.sees_few(user)
    counts = sees_few or (told_near(trend, few=False) is not None if near else not any(narrowed.values()))
    context = {
        "topic": found,
        "name": name,
        "trend": trend,
        "meaning": meaning(trend),
        "told_near": told_near(trend, few=sees_few),
        "near": near,
        "age": age,
        "figures": topic_page.figures_of(found, for_user=user, on=on),
        "sees_few": sees_few,
        "said_of": topic_page.texts_of(said) if counts else None,
        "page": page,
        "sentences": sentences,
        "narrowed": {key: value for key, value in narrowed.items() if value},
        "parents": [(parent, named[parent][0]) for parent in parents if parent in named],
        "took_up": len(merged),
        "sheets": sheets_of_topic(found, for_user=user),
        "own_sheets": sheets_to_write(for_user=user),
        "may_begin": permissions.can_add_sheet(user) and not near,
        "themes": [] if found.theme else list(clusters.themes()),
        "corrects": corrects,
        **(_correcting(request, found) if corrects else {}),
        **more,
    }
    return render(request, "trends/topic.html", context, status=status)


def _narrowed(request: Request) -> dict[str, Any]:
    return {
        "month": month_of(request.GET.get("month", "")[:7]),
        "cluster": request.GET.get("cluster", "").replace("\x00", "")[:60],
        "company": number_in(request, "company"),
    }


def _correcting(request: Request, found: Any) -> dict[str, Any]:
    others = queries.beside(found, for_user=request.user)
    return {
        "names": NameForm(initial=NameForm.of(found)),
        "merge": MergeForm(others=others) if others else None,
        "corrections": topic_page.corrections_of(found),
        "conflicts": [],
    }
