"""Which interviews were held for a study, what was answered in one, and which contacts could be one?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Prefetch, Q

from grappe.apps.companies import queries as companies
from grappe.apps.companies.enums import ContactState
from grappe.apps.companies.permissions import can_edit_company, check_can_read_contact
from grappe.apps.studies.enums import QUOTABLE
from grappe.apps.studies.models import GuideQuestion, Interview, InterviewAnswer, Passage
from grappe.apps.studies.permissions import can_view_interviews, check_can_view_interviews
from grappe.apps.studies.queries.consents import is_held_back
from grappe.apps.studies.queries.descriptions import FEW, fits_of
from grappe.apps.studies.queries.guide import in_words, options, parted, questions_of
from grappe.apps.studies.queries.nameable import nameable

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Study

MOST_CONTACTS = 30  # of a company, that are offered
_ANSWERED = Q(answers__value__isnull=False) | (Q(answers__isnull=False) & ~Q(answers__text=""))


@dataclass(frozen=True, slots=True)
class Row:
    """An interview in the list. `asked`: how many questions the guide asks now."""

    interview: Interview
    answered: int
    asked: int
    passages: int
    for_print: int
    held_back: bool  # agreed to be named, and is not
    narrow: bool  # its description names it as good as by name


def interviews(study: Study, *, for_user: User) -> list[Row]:
    """Return the interviews of a study, the earliest first; a constant number of queries. Raises PermissionDenied."""
    check_can_view_interviews(for_user, study)
    found = list(
        Interview.objects.filter(companies.of_visible(for_user, "contact__company"), study=study)
        .select_related("contact__company", "person")
        .order_by("contact__starts_at", "pk").annotate(
            answered=Count("answers", filter=_ANSWERED, distinct=True),
            passage_count=Count("passages", distinct=True),
            print_count=Count("passages", filter=~Q(passages__published={}), distinct=True),
        )
    )  # fmt: skip
    asked = study.guide.filter(retired=False).count()
    named, fits = nameable(study), fits_of(list(found))
    return [
        Row(
            interview=each, answered=each.answered, asked=asked, passages=each.passage_count,
            for_print=each.print_count if each.consent in QUOTABLE else 0, held_back=is_held_back(each, named),
            narrow=_is_narrow(fits[each.pk]) and each.contact.company_id not in named,
        )
        for each in found
    ]  # fmt: skip


def _is_narrow(fits: int | None) -> bool:
    return fits is not None and fits < FEW


def interview_for(pk: int, *, for_user: User) -> Interview:
    """Return an interview with its study, contact and people, for the team; Interview.DoesNotExist, PermissionDenied.

    A contact in confidence, with its answers, is read by those of the team only who may read the contact.
    """
    found = Interview.objects.select_related(
        "study__lead", "study__theme", "contact__company__nace", "person", "consent_noted_by"
    ).prefetch_related(
        "study__team", "study__clusters", "contact__people", "contact__team", "contact__company__clusters"
    )
    interview = found.get(pk=pk)
    check_can_view_interviews(for_user, interview.study)
    check_can_read_contact(for_user, interview.contact)
    return interview


@dataclass(frozen=True, slots=True)
class Line:
    """A question in the conversation: its choices, and what was answered so far."""

    question: GuideQuestion
    number: int
    options: tuple[tuple[str, str, bool], ...]  # value as the form sends it, words, chosen
    value: Any  # of a number
    text: str
    version: int  # of the answer; 0: none yet
    passages: tuple[Passage, ...]


def lines(interview: Interview, language: str) -> list[tuple[dict[str, str], list[Line]]]:
    """Return the guide with the answers of an interview, by parts; three queries.

    Questions that are asked no more stand there only where they were answered, at the end.
    """
    answers = {
        each.question_id: each
        for each in interview.answers.prefetch_related(Prefetch("passages", Passage.objects.order_by("pk")))
    }
    rows = list(questions_of(interview.study))
    found = [
        (part.heading, [_line(each.question, each.number, answers, language) for each in part.questions])
        for part in parted([each for each in rows if not each.retired])
    ]
    left = [each for each in rows if each.retired and _says(answers.get(each.pk))]
    return [*found, ({}, [_line(each, 0, answers, language) for each in left])] if left else found


def line_of(interview: Interview, question: GuideQuestion, language: str) -> Line:
    """Return one question with what was answered."""
    answers = {each.question_id: each for each in interview.answers.filter(question=question)}
    return _line(question, 0, answers, language)


def _says(answer: InterviewAnswer | None) -> bool:
    return answer is not None and (answer.value is not None or answer.text != "")


def _line(question: GuideQuestion, number: int, answers: dict[int, InterviewAnswer], language: str) -> Line:
    answer = answers.get(question.pk)
    value = answer.value if answer else None
    chosen = value if isinstance(value, list) else [value]
    listed = tuple(
        (as_sent(each), words, any(each == one and type(each) is type(one) for one in chosen))
        for each, words in options(question, language)
    )
    return Line(
        question=question, number=number, options=listed, value=value, text=answer.text if answer else "",
        version=answer.version if answer else 0, passages=tuple(answer.passages.all()) if answer else (),
    )  # fmt: skip


def as_sent(value: Any) -> str:
    """Return a value as the form sends it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def marked(interview: Interview) -> list[Passage]:
    """Return the passages of an interview in the order they were marked. One query."""
    return list(interview.passages.select_related("marked_by", "answer__question").order_by("pk"))


def passage_for(pk: int, *, for_user: User) -> Passage:
    """Return a passage with its interview and study, for the team; raises Passage.DoesNotExist, PermissionDenied."""
    found = Passage.objects.select_related(
        "interview__study__lead", "interview__study__theme", "interview__contact__company", "interview__person",
        "answer__question",
    ).prefetch_related("interview__study__team", "interview__study__clusters")  # fmt: skip
    passage = found.get(pk=pk)
    check_can_view_interviews(for_user, passage.interview.study)
    check_can_read_contact(for_user, passage.interview.contact)
    return passage


@dataclass(frozen=True, slots=True)
class Possible:
    """A company to be interviewed: its contacts that could be one, and whether one may plan a contact with it."""

    company: Any
    contacts: tuple[tuple[Any, int | None], ...]  # each with the interview that it is already
    may_plan: bool


def possible(study: Study, company_pk: int, *, for_user: User) -> Possible:
    """Return what could become an interview with a company. Raises Company.DoesNotExist, PermissionDenied."""
    check_can_view_interviews(for_user, study)
    company = companies.company_for(company_pk, for_user=for_user)
    contacts = companies.contacts_of(company_pk, for_user=for_user, limit=MOST_CONTACTS)
    taken = dict(
        Interview.objects.filter(study=study, contact__company_id=company_pk).values_list("contact_id", "pk")
    )
    offered = [
        each
        for each in contacts
        if each.state != ContactState.CANCELLED and each.may_read  # type: ignore[attr-defined]  # by its query
    ]
    may_plan = can_edit_company(for_user, company) and company.archived_at is None
    return Possible(company, tuple((each, taken.get(each.pk)) for each in offered), may_plan)


def of_contact(contact_pk: int, *, for_user: User) -> list[Interview]:
    """Return the interviews that a contact is, in studies whose interviews one may see."""
    found: QuerySet[Interview] = Interview.objects.filter(contact_id=contact_pk).select_related("study__lead")
    return [
        each for each in found.prefetch_related("study__team") if can_view_interviews(for_user, each.study)
    ]


def answer_in_words(answer: InterviewAnswer, language: str) -> str:
    """Return what was chosen, in words."""
    return in_words(answer.question, answer.value, language)
