"""Which action plans does the demonstration have? One under way with something late, one being written, one closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from grappe.apps.clusters import queries as clusters
from grappe.apps.desk.operations.demo_stage import Stage
from grappe.apps.events.queries.events import events
from grappe.apps.ideas import queries as ideas
from grappe.apps.insight.enums import LinkKind, MeasureKind, MeasureState, PlanState, Relation
from grappe.apps.insight.operations import indicators, measures, plans
from grappe.apps.studies import queries as studies

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.insight.models import ActionPlan, Measure

LEAD, ANALYST, ADMIN = "jonas@demo.example", "analyst@demo.example", "admin@demo.example"
TITLES = {
    "en": "Circular materials 2026–2028",
    "fr": "Matériaux circulaires 2026–2028",
    "de": "Kreislauf-Werkstoffe 2026–2028",
}
OBJECTIVE = {
    "en": "Half of the offcuts of composites and wood of our companies are used again in the Greater Region by 2028.",
    "fr": "D’ici 2028, la moitié des chutes de composites et de bois de nos entreprises est réemployée dans la Grande Région.",
    "de": "Bis 2028 wird die Hälfte der Verschnitte aus Verbundwerkstoffen und Holz in der Großregion wiederverwendet.",
}
SHARE = {
    "en": "Share of offcuts used again",
    "fr": "Part des chutes réemployées",
    "de": "Anteil wiederverwendeter Verschnitte",
}
# kind, titles, description, begins and is due (days from today), budget, spent, state, remark
MEASURES: tuple[tuple[Any, ...], ...] = (
    (
        MeasureKind.AID,
        {"en": "Voucher for recycling trials", "fr": "Chèque essais de recyclage", "de": "Gutschein für Recyclingversuche"},
        {
            "en": "A small grant for SMEs that try out recycled material in their own production.",
            "fr": "Une petite subvention pour les PME qui testent un matériau recyclé dans leur propre production.",
            "de": "Ein kleiner Zuschuss für KMU, die recyceltes Material in der eigenen Fertigung erproben.",
        },
        -120, 150, 400_000, 0, MeasureState.RUNNING, "",
    ),
    (
        MeasureKind.AWARENESS,
        {"en": "Offcuts are raw material", "fr": "Les chutes sont une matière première", "de": "Verschnitt ist Rohstoff"},
        {
            "en": "Letters, visits and a film for the heads of 120 companies.",
            "fr": "Lettres, visites et un film pour les dirigeants de 120 entreprises.",
        },
        -150, -20, 45_000, 31_500, MeasureState.RUNNING, "",
    ),
    (
        MeasureKind.PLATFORM,
        {"en": "Exchange for residual materials", "fr": "Bourse aux matières résiduelles", "de": "Börse für Restmaterialien"},
        {"en": "Who has what, where, how much and when; open to the Greater Region."},
        -10, 300, 120_000, None, MeasureState.PLANNED, "",
    ),
    (
        MeasureKind.TRAINING,
        {"en": "Course: sorting composites", "fr": "Formation : trier les composites", "de": "Kurs: Verbundwerkstoffe sortieren"},
        {},
        -140, -60, 18_000, 17_200, MeasureState.DONE,
        "Three courses, 41 people of 23 companies; the material stays on the platform.",
    ),
    (
        MeasureKind.SERVICE,
        {"en": "A scout for materials", "fr": "Un éclaireur pour les matières", "de": "Ein Scout für Werkstoffe"},
        {},
        60, 420, 90_000, None, MeasureState.PLANNED, "",
    ),
)  # fmt: skip


def tell_plans(stage: Stage) -> None:
    """Tell the action plans; what they link to was told before."""
    themes = {each.slug: each for each in clusters.themes()}
    if "sustainability" not in themes or "digital" not in themes:
        return
    lead, analyst = stage.team[LEAD], stage.team[ANALYST]
    plan = _begun(stage, themes["sustainability"], lead, analyst)
    made = [_measure(stage, plan, number, row, lead) for number, row in enumerate(MEASURES)]
    plans.move(plan=plan, to=PlanState.RUNNING, by=lead, at=_moment(stage, -150))
    for measure, row in zip(made, MEASURES, strict=True):
        _carried_out(stage, measure, row, lead)
    _linked(stage, made, lead)
    _indicators(stage, plan, made, analyst)
    _others(stage, themes["digital"], lead, analyst)


def _moment(stage: Stage, days: int) -> datetime:
    return stage.moment(stage.working_day(days))


def _begun(stage: Stage, theme: Any, lead: User, analyst: User) -> ActionPlan:
    draft = plans.Draft(
        titles=TITLES, objectives=OBJECTIVE, theme=theme, starts_on=stage.working_day(-160),
        ends_on=stage.today + timedelta(days=760), lead=lead, team=[analyst],
        clusters=[each for each in clusters.clusters() if each.slug in ("materials", "wood")],
    )  # fmt: skip
    return plans.begin(draft=draft, by=analyst, at=_moment(stage, -170), invented=True)


def _measure(stage: Stage, plan: ActionPlan, number: int, row: tuple[Any, ...], lead: User) -> Measure:
    kind, titles, texts, begins, due, budget, _spent, _state, _remark = row
    draft = measures.Draft(
        kind=kind, titles=titles, descriptions=texts, starts_on=stage.working_day(begins), due_on=stage.working_day(due),
        owner=stage.team[ADMIN] if number == 0 else lead, budget_eur=Decimal(budget),
    )  # fmt: skip
    return measures.add(plan=plan, draft=draft, by=lead, at=_moment(stage, -165))


def _carried_out(stage: Stage, measure: Measure, row: tuple[Any, ...], lead: User) -> None:
    *_words, begins, due, _budget, spent, state, remark = row
    if state == MeasureState.PLANNED:
        return
    said: dict[str, Any] = {"spent_eur": None if spent is None else Decimal(spent), "by": lead}
    measures.move(measure=measure, to=MeasureState.RUNNING, at=_moment(stage, begins + 3), **said)
    if state == MeasureState.DONE:
        measures.move(measure=measure, to=state, remark=remark, at=_moment(stage, due - 4), **said)


def _linked(stage: Stage, made: list[Measure], lead: User) -> None:
    """Link what was told before: an idea and a study it comes from, an event that it created."""
    said: dict[str, Any] = {"by": lead, "at": _moment(stage, -90)}
    idea = ideas.visible(for_user=lead).filter(merged_into=None).order_by("captured_at", "pk").first()
    study = studies.studies(for_user=lead).order_by("created_at", "pk").first()
    event = events(for_user=lead, at=stage.at).order_by("starts_at", "pk").first()
    for measure, kind, thing, relation in (
        (made[0], LinkKind.STUDY, study, Relation.FROM),
        (made[2], LinkKind.IDEA, idea, Relation.FROM),
        (made[3], LinkKind.EVENT, event, Relation.CREATED),
    ):
        if thing is not None:
            measures.link(measure=measure, kind=kind, thing=thing, relation=relation, **said)


def _indicators(stage: Stage, plan: ActionPlan, made: list[Measure], analyst: User) -> None:
    said: dict[str, Any] = {"plan": plan, "indicator": None, "by": analyst, "at": _moment(stage, -150)}
    share = indicators.save(
        draft=indicators.Draft(
            names=SHARE,
            unit="%", start_value=Decimal(12), target=Decimal(50), target_on=stage.today + timedelta(days=760),
        ), **said,
    )  # fmt: skip
    reached = indicators.save(
        draft=indicators.Draft(
            names={"en": "Companies reached", "fr": "Entreprises touchées", "de": "Erreichte Unternehmen"},
            unit="", target=Decimal(120), target_on=stage.working_day(-20), measure=made[1],
        ), **said,
    )  # fmt: skip
    for indicator, days, value, source in (
        (share, -140, 12, "Survey of 34 companies (invented)"),
        (share, -15, 19, "Survey of 41 companies (invented)"),
        (reached, -80, 54, "List of visits (invented)"),
        (reached, -22, 97, "List of visits (invented)"),
    ):
        indicators.read(
            indicator=indicator, on=stage.working_day(days), value=Decimal(value), source=source, by=analyst,
            at=_moment(stage, days + 1),
        )  # fmt: skip


def _others(stage: Stage, theme: Any, lead: User, analyst: User) -> None:
    """A plan that is being written, and one that is over."""
    draft = plans.Draft(
        titles={"en": "Digital for small workshops", "fr": "Le numérique pour les petits ateliers"}, theme=theme,
        starts_on=stage.today + timedelta(days=40), ends_on=stage.today + timedelta(days=500), lead=analyst,
    )  # fmt: skip
    plans.begin(draft=draft, by=analyst, at=_moment(stage, -12), invented=True)
    over = plans.begin(
        draft=plans.Draft(
            titles={"en": "First steps with data", "fr": "Premiers pas avec les données", "de": "Erste Schritte mit Daten"},
            theme=theme, starts_on=stage.working_day(-700), ends_on=stage.working_day(-200), lead=lead,
        ), by=lead, at=_moment(stage, -710), invented=True,
    )  # fmt: skip
    measure = measures.add(
        plan=over,
        draft=measures.Draft(
            kind=MeasureKind.TRAINING, titles={"en": "Evening courses", "fr": "Cours du soir", "de": "Abendkurse"},
            starts_on=stage.working_day(-690), due_on=stage.working_day(-260), owner=lead, budget_eur=Decimal(20_000),
        ), by=lead, at=_moment(stage, -708),
    )  # fmt: skip
    plans.move(plan=over, to=PlanState.RUNNING, by=lead, at=_moment(stage, -700))
    measures.move(
        measure=measure, to=MeasureState.DONE, remark="118 people came.", by=lead, at=_moment(stage, -265)
    )
    plans.close(
        plan=over,
        report={
            "en": "The courses were full; what was missing was help afterwards. That became the voucher of the next plan.",
            "fr": "Les cours étaient complets ; il manquait un accompagnement ensuite. C’est devenu le chèque du plan suivant.",
        },
        by=lead,
        at=_moment(stage, -198),
    )
