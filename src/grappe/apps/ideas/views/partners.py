"""How does an organisation join a flagship project, change and leave, and how does its letter of intent come in and go out?

Behind their signed link, the contact of a partner does the same with their own letter, and no other.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.documents.queries import content_of
from grappe.apps.ideas import permissions
from grappe.apps.ideas.forms.flagships import LetterForm, PartnerForm
from grappe.apps.ideas.operations import partners as operations
from grappe.apps.ideas.queries import flagships as queries
from grappe.apps.ideas.queries.own_flagships import partner_of
from grappe.apps.ideas.views.flagship_found import (
    about,
    flagship_or_404,
    flagship_to_run,
    partner_or_404,
    partner_to_run,
)
from grappe.apps.ideas.views.outside import own
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.files import attachment
from grappe.ui.requests import Request


@require_safe
def partner_list(request: Request, pk: int) -> HttpResponse:
    """List the partners of a flagship project with their letters of intent."""
    flagship = flagship_or_404(request, pk)
    rows = queries.partner_rows(flagship, for_user=request.user)
    return render(
        request, "ideas/flagships/partners.html", about(request, flagship, "partners") | {"rows": rows}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Add an organisation to a flagship project."""
    flagship = flagship_to_run(request, pk)
    first = not flagship.partners.all()
    form = PartnerForm(
        request.POST or None, user=request.user, initial={"role": "coordinator" if first else "industrial"}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.add(flagship=flagship, draft=form.draft(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("%(name)s takes part.") % {"name": made.name})
            return redirect("ideas:partner", pk=made.pk)
    return _editing(request, flagship, None, form)


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """Show a partner with its letter of intent, as far as this reader may know of it."""
    partner = partner_or_404(request, pk)
    return _page(request, partner, LetterForm(initial={"signed_on": clock.today()}))


def _page(request: Request, partner: Any, form: LetterForm, status: int = 200) -> HttpResponse:
    flagship = partner.flagship
    row = next(
        each
        for each in queries.partner_rows(flagship, for_user=request.user)
        if each.partner.pk == partner.pk
    )
    context = about(request, flagship, "partners") | {"row": row, "partner": partner, "form": form}
    return render(request, "ideas/flagships/partner.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a partner; where somebody else did so meanwhile, both are shown and nothing is lost."""
    partner = partner_to_run(request, pk)
    stands = queries.partner_as_written(partner)
    posted = conflicts.chosen(request.POST, stands) if request.method == "POST" else None
    form = PartnerForm(posted, user=request.user, initial=PartnerForm.of(partner))
    if posted is None or not form.is_valid():
        return _editing(request, partner.flagship, partner, form)
    version = form.cleaned_data["version"]
    try:
        operations.change(
            partner=partner, draft=form.draft(), version=version, by=request.user, at=clock.now()
        )
    except Stale as stale:
        current: Any = stale.current
        both = conflicts.side_by_side(form, current, queries.partner_as_written(current))
        if both["conflicts"]:
            return _editing(request, current.flagship, current, form, 409, **both)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _editing(request, partner.flagship, partner, form)
    messages.success(request, _("Saved."))
    return redirect("ideas:partner", pk=pk)


def _editing(
    request: Request, flagship: Any, partner: Any, form: PartnerForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = about(request, flagship, "partners") | {
        "partner": partner, "form": form, "conflicts": [], "writer": "", **more,
    }  # fmt: skip
    if form.errors and status == 200:
        status = 422
    return render(request, "ideas/flagships/partner_edit.html", context, status=status)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take an organisation out of a flagship project that does not run yet."""
    partner = partner_or_404(request, pk)
    operations.remove(partner=partner, by=request.user, at=clock.now())
    messages.success(request, _("%(name)s no longer takes part.") % {"name": partner.name})
    return redirect("ideas:partners", pk=partner.flagship_id)


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: Request, pk: int) -> HttpResponse:
    """Download the letter of intent of a partner, or put a new one in its place."""
    partner = partner_or_404(request, pk)
    permissions.check_can_read_intent(request.user, partner)
    if request.method != "POST":
        return _file(partner)
    form = LetterForm(request.POST, request.FILES)
    if not _put(form, partner, request.user):
        return _page(request, partner, form, 422)
    messages.success(request, _("The letter of intent is kept."))
    return redirect("ideas:partner", pk=pk)


@require_POST
def letter_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a letter of intent back."""
    operations.withdraw_letter(partner=partner_or_404(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("The letter of intent is taken back."))
    return redirect("ideas:partner", pk=pk)


@require_POST
def letter_ask(request: Request, pk: int) -> HttpResponse:
    """Ask the contact of a partner for its letter of intent."""
    partner = partner_or_404(request, pk)
    operations.ask_letter(partner=partner, by=request.user, at=clock.now())
    messages.success(
        request, _("A mail with the link is on its way to %(name)s.") % {"name": partner.contact.name}
    )
    return redirect("ideas:partner", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_partner(request: Request, contributor: Any, token: str, pk: int) -> HttpResponse:
    """Show the contact of a partner what their organisation takes part in, and take its letter of intent."""
    partner = _own(contributor, pk)
    form = LetterForm(request.POST or None, request.FILES or None, initial={"signed_on": clock.today()})
    if request.method == "POST":
        form = LetterForm(request.POST, request.FILES)
        if _put(form, partner, contributor):
            messages.success(request, _("Thank you: your letter of intent has arrived."))
            return redirect("ideas:own_partner", token=token, pk=pk)
    context = {"partner": partner, "flagship": partner.flagship, "token": token, "form": form}
    return render(request, "ideas/own/partner.html", context, status=422 if form.errors else 200)


@require_safe
@own
def own_letter(request: Request, contributor: Any, token: str, pk: int) -> HttpResponse:
    """Let the contact of a partner download their own letter of intent."""
    return _file(_own(contributor, pk))


def _own(contributor: Any, pk: int) -> Any:
    try:
        return partner_of(pk, contributor=contributor)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _put(form: LetterForm, partner: Any, who: Any) -> bool:
    """Keep the letter of a form; False, with the fault beside its field, where it is refused."""
    if not form.is_valid():
        return False
    try:
        operations.put_letter(partner=partner, **form.given(), by=who, at=clock.now())
    except BadInput as fault:
        form.add_error("file", str(fault))
        return False
    return True


def _file(partner: Any) -> HttpResponse:
    if partner.letter is None:
        raise Http404
    return attachment(content_of(partner.letter), partner.letter.name, partner.letter.content_type)
