"""What do strangers see of flagship projects, and when is it still the same page as before?

Letters of intent, budget, risks, contacts and the way from a confidential sentence are never public; nor is an organisation
that has only been asked: a partner is named once its letter of intent is there.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.templatetags.static import static

from grappe.apps.ideas.enums import SEEN_BY_MINISTRY, FlagshipState
from grappe.apps.ideas.models import CommonProject, Flagship, Milestone, Partner
from grappe.apps.ideas.queries.plans import OfKind, counted

MOST = 200
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class Shown:
    """A flagship project as strangers see it; `projects`: each with those of its partners that are named."""

    flagship: Flagship
    partners: tuple[Partner, ...]
    milestones: tuple[Milestone, ...]
    projects: tuple[tuple[CommonProject, tuple[Partner, ...]], ...]
    indicators: tuple[OfKind, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(code for code in LANGUAGES if self.flagship.names.get(code)) or LANGUAGES[:1]

    def tag(self, language: str) -> str:
        """Return what is the same as long as the page is (an ETag's value)."""
        flagship = self.flagship
        parts = [
            flagship.pk, flagship.version, flagship.state, flagship.ended_why, language, flagship.lead.name,
            flagship.lead.email, str(flagship.idea.theme),
            [(each.name, each.country, each.role, each.tasks) for each in self.partners],
            [(each.names, each.due_on, each.reached_on) for each in self.milestones],
            [(each.names, each.link, [one.name for one in named]) for each, named in self.projects],
            [(row.kind, row.year, row.expected, row.reached) for kind in self.indicators for row in kind.rows],
            settings.DEMO, static("grappe/dist/grappe.css"),
        ]  # fmt: skip
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def public_flagship(slug: str) -> Shown:
    """Return a flagship project with a public page. Raises Flagship.DoesNotExist for what strangers may not see."""
    return _shown(_public().get(slug=slug))


def public_flagships() -> list[Shown]:
    """Return the flagship projects with a public page, the latest first, 200 at most. Six queries."""
    return [_shown(each) for each in _public()[:MOST]]


def is_public(flagship: Flagship) -> bool:
    """Whether strangers may see a flagship project: `_public` for one that is loaded with its idea."""
    open_ = not flagship.idea.confidential and flagship.idea.stage in SEEN_BY_MINISTRY
    return flagship.public and open_ and flagship.state != FlagshipState.STOPPED


def _public() -> QuerySet[Flagship]:
    """One whose idea is confidential, parked or rejected, or that was stopped, is not public whatever its form says."""
    found = Flagship.objects.filter(
        public=True, idea__confidential=False, idea__stage__in=SEEN_BY_MINISTRY
    ).exclude(state=FlagshipState.STOPPED)
    found = found.select_related("lead", "idea__theme").order_by("-created_at", "-pk")
    return found.prefetch_related("partners", "milestones", "projects__partners", "indicators")


def _shown(flagship: Flagship) -> Shown:
    signed = [each for each in flagship.partners.all() if each.letter_id is not None]
    partners = sorted(signed, key=lambda each: (each.role != "coordinator", each.pk))
    return Shown(
        flagship=flagship,
        partners=tuple(partners),
        milestones=tuple(flagship.milestones.all()),
        projects=tuple(
            (each, tuple(one for one in each.partners.all() if one.letter_id is not None))
            for each in flagship.projects.all()
        ),
        indicators=counted(list(flagship.indicators.all())),
    )
