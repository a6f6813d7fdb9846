"""How does a contact become an interview, how are answers written while one talks, and how is consent noted?"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.companies import operations as companies
from grappe.apps.companies.enums import ContactState, NoteLanguage
from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.studies.enums import QUOTABLE, Consent, ConsentHow, StudyState
from grappe.apps.studies.models import GuideQuestion, Interview, InterviewAnswer, Study
from grappe.apps.studies.operations.answers import checked
from grappe.apps.studies.operations.studies import locked
from grappe.apps.studies.permissions import check_can_work_on
from grappe.apps.studies.queries.descriptions import best, proposals
from grappe.apps.studies.queries.written import description_as_written, facts_as_written
from grappe.ui import conflicts, moments
from grappe.ui.errors import BadInput, Stale
from grappe.ui.trilingual import words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST_TEXT, LONGEST_NAME, LONGEST_DESCRIPTION = 20_000, 200, 300


@dataclass(frozen=True, slots=True)
class Plan:
    """A contact that is planned to be an interview: as `companies.operations.plan_contact` takes it."""

    kind: str
    subject: str
    starts_at: datetime
    minutes: int = 45
    link: str = ""
    place: str = ""
    people: Iterable[Any] = ()
    team: Iterable[Any] = ()
    invite: bool = True


@transaction.atomic
def plan(*, study: Study, company: Any, draft: Plan, by: User, at: datetime) -> Interview:
    """Plan a contact with a company, with the usual invitation, as an interview. Raises PermissionDenied, BadInput."""
    current = _open(study, by)
    contact = companies.plan_contact(
        company=company, kind=draft.kind, subject=draft.subject, starts_at=draft.starts_at, minutes=draft.minutes,
        link=draft.link, place=draft.place, people=list(draft.people), team=list(draft.team), invite=draft.invite,
        by=by, at=at,
    )  # fmt: skip
    return _begin(current, contact, by, at)


@transaction.atomic
def take(*, study: Study, contact: Any, by: User, at: datetime) -> Interview:
    """Take a contact that is on file as an interview. Raises PermissionDenied, BadInput."""
    current = _open(study, by)
    check_can_view_companies(by)
    if contact.state == ContactState.CANCELLED:
        raise BadInput(_("This contact is cancelled: nothing was said in it."))
    if Interview.objects.filter(study=current, contact_id=contact.pk).exists():
        raise BadInput(_("This contact is an interview of this study already."))
    return _begin(current, contact, by, at)


@transaction.atomic
def remove(*, interview: Interview, by: User, at: datetime) -> None:
    """Take an interview out of a study; the contact stays. Raises PermissionDenied, BadInput once anything was answered."""
    study = locked(interview.study)
    check_can_work_on(by, study)
    current = Interview.objects.select_for_update(of=("self",)).get(pk=interview.pk)
    if current.passages.exists() or current.answers.exclude(value=None, text="").exists():
        raise BadInput(
            _(
                "Answers or passages are on file: the interview stays. Whoever takes back their consent is noted as such."
            )
        )
    with pghistory.context(user=by.pk):
        current.answers.all().delete()
        Interview.objects.filter(pk=current.pk).delete()


@transaction.atomic
def answer(
    *,
    interview: Interview,
    question: GuideQuestion,
    value: Any,
    text: str,
    version: int,
    by: User,
    at: datetime,
) -> InterviewAnswer:
    """Keep what was answered to a question; None and "" take it back. Nothing is written where nothing changed.

    Raises PermissionDenied, BadInput for what is no answer, and Stale (with the answer on file) where `version` is not
    its version any more and it says something else.
    """
    check_can_work_on(by, interview.study)
    Interview.objects.select_for_update(of=("self",)).get(pk=interview.pk)  # two at once: one after the other
    if question.study_id != interview.study_id:
        raise BadInput(_("This request cannot be read."))
    given = checked(question, value)
    said = text.replace("\r\n", "\n").replace("\x00", "").rstrip()
    if len(said) > LONGEST_TEXT:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST_TEXT})
    current = InterviewAnswer.objects.filter(interview=interview, question=question).first()
    if current is None:
        current = InterviewAnswer(interview=interview, question=question, version=0)
    if _same(current.value, given) and current.text == said and (current.pk or (given is None and not said)):
        return current
    if version != current.version:
        raise Stale(_("Somebody else wrote this answer meanwhile."), current)
    current.value, current.text, current.version = given, said, current.version + 1
    current.written_at, current.written_by = at, by
    with pghistory.context(user=by.pk):
        current.save()
    return current


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


@dataclass(frozen=True, slots=True)
class Given:
    """A consent as it was given: what, how, on which day, by whom."""

    consent: str
    how: str = ""
    on: date | None = None
    by: str = ""


@transaction.atomic
def set_consent(*, interview: Interview, given: Given, by: User, at: datetime) -> Interview:
    """Note what the person interviewed allows, or that it was taken back; what was noted before stays in the history.

    From then on no passage leaves the team, unless it allows it; what is printed already is listed on the interview's
    page (queries/consents.py). Raises PermissionDenied, BadInput.
    """
    check_can_work_on(by, interview.study)
    current = Interview.objects.select_for_update(of=("self",)).get(pk=interview.pk)
    name = " ".join(given.by.replace("\x00", "").split())
    if given.consent not in Consent.values or (given.how and given.how not in ConsentHow.values):
        raise BadInput(_("This request cannot be read."))
    if given.consent in QUOTABLE and not (given.how and given.on and name):
        raise BadInput(
            _("Say how the consent was given, on which day and by whom: it must be possible to show it.")
        )
    if len(name) > LONGEST_NAME:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST_NAME})
    if given.on is not None and given.on > moments.local_date(at):
        raise BadInput(_("The day on which it was given is still to come."))
    asked = given.consent != Consent.UNASKED
    current.consent, current.consent_how = given.consent, given.how if asked else ""
    current.consent_on, current.consent_by = given.on if asked else None, name if asked else ""
    current.consent_noted_by = by
    return _kept(current, by)


@transaction.atomic
def describe(
    *,
    interview: Interview,
    texts: Mapping[str, str],
    said_of: Mapping[str, str] | None,
    version: str,
    by: User,
    at: datetime,
) -> Interview:
    """Set what may be said of the company in print; `said_of` is what of a proposal it says, None for one's own words.

    Raises PermissionDenied, BadInput, Stale where what stands has another `version` (of `description_as_written`).
    """
    check_can_work_on(by, interview.study)
    current = Interview.objects.select_for_update(of=("self",)).get(pk=interview.pk)
    if version != conflicts.version_of(description_as_written(current)):
        raise Stale(_("Somebody else changed this description meanwhile. Look at it again first."), current)
    found = {code: " ".join(text.split()) for code, text in words(texts, LONGEST_DESCRIPTION).items()}
    if not found:
        raise BadInput(_("Write the description in at least one language."))
    current.descriptions = found
    current.said_of = dict(said_of or {})
    return _kept(current, by)


@transaction.atomic
def set_facts(
    *, interview: Interview, person: Any, language: str, finished: bool, version: str, by: User, at: datetime
) -> Interview:
    """Say with whom the interview was, in which language, and whether it is finished.

    Raises PermissionDenied, BadInput, Stale where what stands has another `version` (of `facts_as_written`).
    """
    check_can_work_on(by, interview.study)
    current = Interview.objects.select_for_update(of=("self",)).select_related("contact").get(pk=interview.pk)
    if version != conflicts.version_of(facts_as_written(current)):
        raise Stale(
            _("Somebody else changed what is said of this conversation. Look at it again first."), current
        )
    if language not in NoteLanguage.values:
        raise BadInput(_("This request cannot be read."))
    if person is not None and person.company_id != current.contact.company_id:
        raise BadInput(_("This person is not of the company interviewed."))
    current.person, current.language = person, language
    current.finished_at = (current.finished_at or at) if finished else None
    return _kept(current, by)


def _open(study: Study, by: User) -> Study:
    current = locked(study)
    check_can_work_on(by, current)
    if current.state == StudyState.DROPPED:
        raise BadInput(_("This study was given up: take it up again first."))
    return current


def _begin(study: Study, contact: Any, by: User, at: datetime) -> Interview:
    people = list(contact.people.all())
    proposal = best(proposals(contact.company))
    interview = Interview(
        study=study, contact=contact, code=_free_code(study), descriptions=proposal.texts,
        said_of=proposal.said_of, person=people[0] if len(people) == 1 else None,
        language=people[0].language if len(people) == 1 else contact.company.language, created_at=at, created_by=by,
    )  # fmt: skip
    with pghistory.context(user=by.pk):
        interview.save()
    return interview


def _free_code(study: Study) -> str:
    """Return a code drawn at random, so that neither it nor the order of codes tells who was asked when."""
    taken = set(study.interviews.values_list("code", flat=True))
    for most in (99, 999, 9_999):
        free = [code for number in range(1, most + 1) if (code := f"I-{number:02d}") not in taken]
        if len(free) > most // 2:
            return secrets.choice(free)
    raise BadInput(_("A study has no room for more interviews."))


def _kept(interview: Interview, by: User) -> Interview:
    interview.version += 1
    with pghistory.context(user=by.pk):
        interview.save()
    return interview
