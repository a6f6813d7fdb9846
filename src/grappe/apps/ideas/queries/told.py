"""Who hears what becomes of an idea, and in which languages are its reasons needed?"""

from __future__ import annotations

from grappe.apps.ideas.models import Contributor, Idea, family_ids


def family(idea: Idea) -> list[int]:
    """Return the keys of an idea and of all that it took up, however many times over."""
    return family_ids(idea)


def authors_of(idea: Idea) -> list[Contributor]:
    """Return who had an idea or one that it took up, by name."""
    ideas = family(idea)
    found = Contributor.objects.filter(authored__idea__in=ideas).select_related("user", "person", "company")
    return list(found.distinct().order_by("name", "pk"))


def to_be_told(idea: Idea) -> list[Contributor]:
    """Return the authors and those who watch the idea or one that it took up, each once."""
    ideas = family(idea)
    watching = Contributor.objects.filter(watches__idea__in=ideas)
    had = Contributor.objects.filter(authored__idea__in=ideas)
    return list(Contributor.objects.filter(pk__in=watching.union(had).values("pk")).order_by("pk"))


def languages_of(idea: Idea) -> list[str]:
    """Return the languages in which its authors read, each once; of an idea without authors none."""
    return list(dict.fromkeys(each.reads for each in authors_of(idea)))
