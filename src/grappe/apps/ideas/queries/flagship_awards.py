"""What was a partner granted for a flagship project already, and what could its company still get beside that?

The register of awards answers, by the queries of a company's own project: awards on costs called like the project count
together with what is still planned (Regulation (EU) 651/2014, article 8); de minimis aid has to fit under the ceiling of
the single undertaking over three years (Regulation (EU) 2023/2831, article 3). What is not known gives no room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.utils.translation import get_language

from grappe.apps.aids.permissions import can_edit_awards
from grappe.apps.aids.queries.ledgers import LedgerPage, ledger_page
from grappe.apps.aids.queries.same_costs import answer_beside, awards_on, law_of
from grappe.engines.eligibility import intensity
from grappe.engines.eligibility.phrases import say
from grappe.engines.kernel import Text, Verdict

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.aids.models import Award
    from grappe.apps.ideas.models import Flagship, Partner

LONGEST = 120  # of the words by which an award says which costs it is on
NOTHING = Decimal(0)
WITHIN, ABOVE, UNKNOWN, NONE = "within", "above", "unknown", "none"
ARTICLE_8 = "Regulation (EU) 651/2014, art. 8"
DE_MINIMIS = "Regulation (EU) 2023/2831, art. 3"
SOURCES = (
    Text("Regulation (EU)", "règlement (UE)", "Verordnung (EU)"),
    Text("art. ", "art. ", "Art. "),
    Text(
        "Framework for State aid for R&D&I", "encadrement des aides d’État à la RDI", "FuEuI-Beihilferahmen"
    ),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a sum, with the article it rests on."""

    text: Text
    article: str

    @property
    def source(self) -> str:
        """Return the article in words of the active language; the engines name it in English."""
        said = self.article
        for words in SOURCES:
            said = said.replace(words.en, words.in_language(get_language() or "en"))
        return said


@dataclass(frozen=True, slots=True)
class Granted:
    """An award of the register on the costs of the project, and under which text it was given."""

    award: Award
    law: Text


@dataclass(frozen=True, slots=True)
class Still:
    """What a partner could still get beside its awards, in euros: `low` for certain, `high` at best.

    `had`: the equivalents of its awards, None where one is not known. `ahead`: what is planned beyond them. `beyond`: what was
    granted beyond the plan. `over`: by how much the plan is more than can be. `ledger`: of de minimis aid.
    """

    had: Decimal | None
    ahead: Decimal
    beyond: Decimal
    low: Decimal
    high: Decimal
    verdict: str
    over: Decimal
    steps: tuple[Step, ...]
    ledger: LedgerPage | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is planned for one partner, and what the rates allow for its costs: between `low` and `high` euros."""

    partner: Partner
    planned: Decimal
    aid: intensity.Aid  # of this partner alone
    low: Decimal
    high: Decimal
    awards: Sequence[Award]
    costs: str


def costs_names(flagship: Flagship) -> tuple[str, ...]:
    """Return by which words an award says that it is on the costs of a project: its address first, then its names."""
    names = [flagship.slug, *flagship.names.values()]
    return tuple(dict.fromkeys(" ".join(name.split())[:LONGEST] for name in names if name))


def awards_of(
    flagship: Flagship, partners: Sequence[Partner], *, for_user: User
) -> Mapping[int, Sequence[Award]]:
    """Return the standing awards of the partners' companies for a project, by company. One query."""
    companies = [each.company_id for each in partners if each.company_id is not None]
    return awards_on(costs_names(flagship), companies, for_user=for_user)


def enterable(flagship: Flagship, *, for_user: User) -> list[int]:
    """Return the keys of the partners whose awards somebody may enter. Three queries at most."""
    partners = [each for each in flagship.partners.all() if each.company is not None]
    prefetch_related_objects(partners, "company__clusters")
    return [each.pk for each in partners if each.company and can_edit_awards(for_user, each.company)]


def granted(awards: Sequence[Award]) -> tuple[Granted, ...]:
    """Return awards, each with the text under which it was given."""
    return tuple(Granted(each, law_of(each)) for each in awards)


def still_of(asked: Asked, *, on: date, for_user: User) -> Still:
    """Return what the company of a partner could still get. No query; some more for de minimis aid."""
    had = _sum(asked.awards)
    known = had or NOTHING
    found = Still(
        had=had, ahead=max(asked.planned - known, NOTHING), beyond=max(known - asked.planned, NOTHING),
        low=asked.low, high=asked.high, verdict=UNKNOWN, over=NOTHING, steps=(),
    )  # fmt: skip
    if asked.partner.company_id is None:
        found = replace(found, steps=(Step(_not_on_file(asked.partner.name), ""),))
    if asked.partner.de_minimis:
        found = _under_the_ceiling(found, asked, on=on, for_user=for_user)
    too_much = False
    if asked.awards:
        found, too_much = _beside(found, asked)
    return _judged(found, asked, too_much=too_much)


def _not_on_file(name: str) -> Text:
    return say(
        "{name} is not on file as a company: which aids it has been granted already is not known.",
        "{name} n’est pas au fichier des entreprises : on ne sait pas quelles aides lui ont déjà été octroyées.",
        "{name} ist nicht als Unternehmen erfasst: welche Beihilfen schon bewilligt sind, ist nicht bekannt.",
        name=name,
    )


def verdict_of(planned: Decimal, low: Decimal, high: Decimal) -> str:
    """Return how what is planned stands to a ceiling of which only the bounds are known: never a silent yes or no."""
    if not planned:
        return NONE
    if planned <= low:
        return WITHIN
    return UNKNOWN if planned <= high else ABOVE


def _judged(found: Still, asked: Asked, *, too_much: bool) -> Still:
    """Say how the plan stands: an award whose amount nobody knows settles nothing, one that is all of the plan is within."""
    verdict = verdict_of(found.ahead, found.low, found.high)
    if asked.awards and not found.ahead:
        verdict = ABOVE if too_much else WITHIN
    if found.had is None:
        verdict = UNKNOWN
    over = max(found.ahead - found.high, NOTHING) if verdict == ABOVE else NOTHING
    return replace(found, verdict=verdict, over=over)


def _sum(awards: Sequence[Award]) -> Decimal | None:
    if any(each.gge_eur is None for each in awards):
        return None
    return sum((each.gge_eur or NOTHING for each in awards), NOTHING)


def _beside(found: Still, asked: Asked) -> tuple[Still, bool]:
    """Return what can be had beside the awards on the same costs, and whether these are too much by themselves."""
    answer = answer_beside(
        asked.awards, asked.costs, asked.aid, as_de_minimis=asked.partner.de_minimis, eur=found.ahead
    )
    low = NOTHING if answer.room_eur is None else _exact(answer.room_eur)
    high = found.high if answer.most_eur is None else _exact(answer.most_eur)
    narrowed = replace(
        found, low=min(found.low, low), high=min(found.high, high),
        steps=(*found.steps, *(Step(text, ARTICLE_8) for text in answer.steps)),
    )  # fmt: skip
    return narrowed, answer.verdict is Verdict.NO and not found.ahead


def _under_the_ceiling(found: Still, asked: Asked, *, on: date, for_user: User) -> Still:
    """Return what fits as de minimis aid of the single undertaking; nothing for certain where nobody knows its aids."""
    company = asked.partner.company
    if company is None:
        return replace(found, low=NOTHING)
    page = ledger_page(company, on=on, asked=found.ahead or None, for_user=for_user)
    left = page.position.headroom_eur
    steps = tuple(Step(text, page.position.source or DE_MINIMIS) for text in page.position.steps)
    if left is None:  # no rule is known for that day
        return replace(found, low=NOTHING, steps=(*found.steps, *steps), ledger=page)
    return replace(
        found, low=min(found.low, page.certain_eur), high=min(found.high, _exact(left)), ledger=page,
        steps=(*found.steps, *steps),
    )  # fmt: skip


def _exact(eur: float) -> Decimal:
    return Decimal(str(round(eur, 2)))
