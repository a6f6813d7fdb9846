"""Which studies does the demonstration have? One from its question to an edition that is used, one just begun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from grappe.apps.clusters import queries as clusters
from grappe.apps.companies import operations as companies
from grappe.apps.companies.enums import ContactKind
from grappe.apps.desk.operations import demo_study_words as words
from grappe.apps.desk.operations.demo_stage import Cast, Stage
from grappe.apps.events import queries as event_queries
from grappe.apps.groups import queries as group_queries
from grappe.apps.groups.operations import results
from grappe.apps.studies.enums import QuestionKind, UseKind
from grappe.apps.studies.operations import (
    calendar,
    chapters,
    charts,
    costs,
    editions,
    extracts,
    findings,
    guide,
    hypotheses,
    interviews,
    passages,
    reviews,
    sources,
    studies,
    uploads,
    uses,
)
from grappe.apps.studies.queries import written
from grappe.apps.studies.queries.source_imports import parsed
from grappe.apps.texts import operations as texts
from grappe.ui import conflicts

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Finding, GuideQuestion, Interview, Passage, Source, Study, Table

LEAD, SECOND, REVIEWER = "jonas@demo.example", "analyst@demo.example", "second@demo.example"
BEGUN, ASKED, FIGURES, WRITTEN, REVIEWED, PUBLISHED = -150, -120, -100, -90, -80, -62  # days from today


def tell_studies(stage: Stage) -> None:
    """Tell the studies: what one asked, whom, what it counted and found, who reviewed it and what came of it."""
    lead = stage.team[LEAD]
    guests = [each for each in stage.cast if each.manager == lead and each.people and each.talks]
    if len(guests) < len(words.INTERVIEWS):
        return
    study = _begun(stage, lead)
    tested = [
        hypotheses.save(study=study, statements=each, by=lead, at=_day(stage, BEGUN + 1))
        for each in words.HYPOTHESES
    ]
    questions = _guide(study, tested, lead, _day(stage, BEGUN + 2))
    quoted = [
        passage
        for place, cast in enumerate(guests[: len(words.INTERVIEWS)])
        if (passage := _interviewed(stage, study, cast, questions, place)) is not None
    ]
    listed = _sources(study, lead, _day(stage, FIGURES))
    table = _figures(study, lead, _day(stage, FIGURES))
    _text(study, lead, _day(stage, WRITTEN))
    _kept(stage, study, lead)
    found = _findings(study, tested, quoted, listed, table, lead, _day(stage, WRITTEN + 2))
    _concluded(study, tested, lead, _day(stage, WRITTEN + 3))
    _reviewed(stage, study)
    _used(stage, found)
    _second(stage)


def _day(stage: Stage, days: int) -> datetime:
    return stage.moment(stage.working_day(days), 10, 0)


def _begun(stage: Stage, lead: User) -> Study:
    known = {each.slug: each for each in clusters.clusters()}
    draft = studies.Draft(
        titles=words.TITLES, questions=words.QUESTIONS, summaries=words.SUMMARIES, methods=words.METHODS,
        authors="Beispiel, Jonas; Modèle, Noé", starts_on=stage.working_day(BEGUN),
        due_on=stage.working_day(PUBLISHED + 5), named_companies=True,
        theme=next((each for each in clusters.themes() if each.slug == "sustainability"), clusters.themes().first()),
        clusters=[known["materials"]], team=[stage.team[SECOND]],
    )  # fmt: skip
    study = studies.begin(draft=draft, by=lead, at=_day(stage, BEGUN), invented=True)
    return studies.move(study=study, to="running", by=lead, at=_day(stage, BEGUN + 1))


def _guide(study: Study, tested: list[Any], lead: User, at: datetime) -> list[GuideQuestion]:
    return [
        guide.save_question(
            study=study, by=lead, at=at,
            draft=guide.Draft(
                texts=question, kind=kind, choices=choices, unit="t" if kind == QuestionKind.NUMBER else "",
                hypothesis=None if about is None else tested[about],
            ),
        )
        for kind, question, choices, about in words.GUIDE
    ]  # fmt: skip


def _interviewed(
    stage: Stage, study: Study, cast: Cast, questions: list[GuideQuestion], place: int
) -> Passage | None:
    """Tell an interview; return the passage that may be quoted, None where nothing may."""
    consent, answers, quoted = words.INTERVIEWS[place]
    lead, person = cast.manager, cast.people[0]
    begins = stage.moment(stage.working_day(ASKED + 3 * place), 9, 30)
    draft = interviews.Plan(
        kind=ContactKind.VIDEO, subject=words.SUBJECT, starts_at=begins, people=[person], team=[lead],
        link="https://meet.example/etude", invite=False,
    )  # fmt: skip
    interview = interviews.plan(
        study=study, company=cast.company, draft=draft, by=lead, at=begins - timedelta(days=12)
    )
    kept = _answered(interview, questions, answers, lead, begins + timedelta(minutes=20))
    companies.hold_contact(
        contact=interview.contact, next_contact_on=None, by=lead, at=begins + timedelta(minutes=50)
    )
    interview = interviews.set_facts(
        interview=interview,
        person=person,
        language="fr",
        finished=True,
        version=conflicts.version_of(written.facts_as_written(interview)),
        by=lead,
        at=begins + timedelta(hours=1),
    )
    given = interviews.Given(consent, "email", begins.date() + timedelta(days=1), person.name)
    interview = interviews.set_consent(
        interview=interview, given=given, by=lead, at=begins + timedelta(days=2)
    )
    interviews.describe(
        interview=interview,
        texts=words.DESCRIPTIONS[place],
        said_of=None,
        version=conflicts.version_of(written.description_as_written(interview)),
        by=lead,
        at=begins + timedelta(days=2),
    )
    if not quoted:
        return None
    at = begins + timedelta(days=3)
    passage = passages.mark(interview=interview, answer=kept, passage=quoted, by=lead, at=at)
    return passages.set_published(passage=passage, texts={"fr": quoted}, by=lead, at=at)


def _answered(
    interview: Interview, questions: list[GuideQuestion], answers: Sequence[Any], by: User, at: datetime
) -> Any:
    """Write down what was answered; return the last answer, from which a passage may be quoted."""
    kept: Any = None
    for question, said in zip(questions, answers, strict=True):
        open_one = question.kind == QuestionKind.TEXT
        value = None if open_one else _value(question.kind, said)
        kept = interviews.answer(
            interview=interview, question=question, value=value, text=str(said) if open_one else "", version=0, by=by,
            at=at,
        )  # fmt: skip
    return kept


def _value(kind: str, said: Any) -> Any:
    if kind == QuestionKind.NUMBER:
        return Decimal(said)
    return said == "yes" if kind == QuestionKind.YES_NO else said


def _sources(study: Study, lead: User, at: datetime) -> list[Source]:
    entries = parsed(words.SOURCES).entries
    sources.take_in(study=study, entries=entries, chosen=range(len(entries)), by=lead, at=at)
    return list(study.sources.order_by("key"))


def _figures(study: Study, lead: User, at: datetime) -> Table:
    """Import a table as a user does, file and columns, draw charts of it, and freeze an extract of the own records."""
    file = SimpleUploadedFile("waste.csv", words.FIGURES.encode(), "text/csv")
    upload = uploads.receive(study=study, upload=file, by=lead, at=at)
    uploads.look_at(upload_id=upload.pk, at=at)
    upload.refresh_from_db()
    columns = [
        {**column, "labels": labels, "territory": "Luxembourg", "period": "2021–2025", "keep": True}
        for column, labels in zip(upload.columns, words.COLUMNS, strict=True)
    ]
    given = uploads.Given(columns=columns, titles=words.FIGURES_TITLES, notes=words.FIGURES_NOTES)
    upload = uploads.give_columns(upload=upload, given=given, look_only=False, by=lead)
    uploads.import_figures(upload_id=upload.pk, look_only=False, at=at)
    upload.refresh_from_db()
    assert upload.table is not None
    table: Table = upload.table
    for kind, series in (("stacked", (1, 2)), ("line", (3,))):
        draft = charts.ChartDraft(kind=kind, along=0, series=series, titles=words.CHART_TITLES[kind])
        charts.add_chart(table=table, draft=draft, by=lead, at=at)
    extracts.draw_extract(study=study, kind="section_size", by=lead, at=at)
    return table


def _text(study: Study, lead: User, at: datetime) -> None:
    for headings, said in words.CHAPTERS:
        section = chapters.add(study=study, headings=headings, by=lead, at=at)
        for code, text in said.items():
            kept = getattr(section, f"text_{code}")
            texts.set_words(text=kept, words=text, by=lead, writer=lead.name, at=at)


def _kept(stage: Stage, study: Study, lead: User) -> None:
    """Its calendar and what it cost."""
    for title, days in words.MILESTONES:
        stone = calendar.save_milestone(
            study=study, title=title, due_on=stage.working_day(days), by=lead, at=_day(stage, BEGUN)
        )
        calendar.set_done(milestone=stone, on=stage.working_day(days - 2), by=lead, at=_day(stage, days - 2))
    for kind, label, planned, actual in words.COSTS:
        costs.save_cost(
            study=study, kind=kind, label=label, planned_eur=Decimal(planned), actual_eur=Decimal(actual), by=lead,
            at=_day(stage, WRITTEN),
        )  # fmt: skip


def _findings(
    study: Study,
    tested: list[Any],
    quoted: list[Passage],
    listed: list[Source],
    table: Table,
    lead: User,
    at: datetime,
) -> list[Finding]:
    found = []
    for place, (statement, why, strength, about, evidence) in enumerate(words.FINDINGS):
        draft = findings.FindingDraft(
            statements=statement, explanations=why, strength=strength,
            hypothesis=None if about is None else tested[about].pk,
        )  # fmt: skip
        finding = findings.add_finding(study=study, draft=draft, by=lead, at=at)
        things = {
            "passage": ("passage", quoted[min(place, len(quoted) - 1)].pk, ""),
            "table": ("figures", table.pk, "2021–2025"),
            "source": ("source", listed[0].pk, "p. 4"),
        }
        for each in evidence:
            kind, thing, where = things[each]
            shown = findings.EvidenceDraft(kind=kind, thing=thing, where=where)
            findings.add_evidence(finding=finding, draft=shown, by=lead, at=at)
        found.append(finding)
    return found


def _concluded(study: Study, tested: list[Any], lead: User, at: datetime) -> None:
    for hypothesis, (outcome, reasons) in zip(tested, words.OUTCOMES, strict=True):
        hypotheses.save(
            study=study, hypothesis=hypothesis, statements=hypothesis.statements, outcome=outcome, reasons=reasons,
            by=lead, at=at,
        )  # fmt: skip


def _reviewed(stage: Stage, study: Study) -> None:
    """Two review it, one comments and is answered; then it is published."""
    lead, at = stage.team[LEAD], _day(stage, REVIEWED)
    name, email, organisation = words.REVIEWER
    outside = reviews.ask(
        study=study, name=name, email=email, organisation=organisation, due_on=stage.working_day(REVIEWED + 20),
        by=lead, at=at,
    )  # fmt: skip
    inside = reviews.ask(
        study=study, user=stage.team[REVIEWER], due_on=stage.working_day(REVIEWED + 20), by=lead, at=at
    )
    study = reviews.send_to_review(study=study, by=lead, at=at)
    comment = reviews.comment(
        review=outside, about="summary", quoted="", text=words.COMMENT, at=at + timedelta(days=6)
    )
    for review, said in ((outside, words.RECOMMENDATION_WORDS), (inside, "")):
        reviews.finish(review=review, recommendation="publish", words=said, at=at + timedelta(days=7))
    reviews.answer(
        comment=comment, words=words.COMMENT_ANSWER, taken_up=True, by=lead, at=at + timedelta(days=9)
    )
    study.refresh_from_db()
    editions.publish(study=study, changes=words.FIRST, by=lead, at=_day(stage, PUBLISHED))


def _used(stage: Stage, found: list[Finding]) -> None:
    lead = stage.team[LEAD]
    for finding, kind, text, days in (
        (found[0], UseKind.IDEA, words.IDEA, -40),
        (found[1], UseKind.MEASURE, words.MEASURE, -15),
    ):
        draft = uses.UseDraft(kind=kind, text=text)
        uses.note_use(finding=finding, draft=draft, by=lead, at=_day(stage, days))
    for event in event_queries.events(for_user=lead, at=stage.at, when="past")[:1]:
        draft = uses.UseDraft(kind=UseKind.EVENT, thing=event.pk, note=words.AT_EVENT)
        uses.note_use(finding=found[0], draft=draft, by=lead, at=_day(stage, -22))
    study = found[0].study
    for group in group_queries.groups(for_user=lead, state="running")[:1]:
        results.link(group=group, kind="study", thing=study, by=lead, at=_day(stage, -14))


def _second(stage: Stage) -> None:
    """A study that has just begun."""
    known = {each.slug: each for each in clusters.clusters()}
    mia = stage.team["mia@demo.example"]
    draft = studies.Draft(
        titles=words.UNDER_WAY, questions=words.UNDER_WAY_QUESTIONS, clusters=[known["cleantech"]],
        starts_on=stage.working_day(-12), due_on=stage.working_day(120),
    )  # fmt: skip
    study = studies.begin(draft=draft, by=mia, at=_day(stage, -12), invented=True)
    calendar.save_milestone(
        study=study, title="Interview guide", due_on=stage.working_day(-3), by=mia, at=_day(stage, -12)
    )
