"""How is a day, an amount or the state of a roadmap said in English, French and German?

The sentence is made here, and not in a template, because it is the same on the page, in the PDF, in an
e-mail and in the day's list, and because where the words go differs from one language to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from grappe.engines.kernel import Money, Text

if TYPE_CHECKING:
    from grappe.engines.planning.state import RoadmapState

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}
_UNITS = {
    "en": {"days": ("day", "days"), "weeks": ("week", "weeks"), "months": ("month", "months")},
    "fr": {"days": ("jour", "jours"), "weeks": ("semaine", "semaines"), "months": ("mois", "mois")},
    "de": {"days": ("Tag", "Tage"), "weeks": ("Woche", "Wochen"), "months": ("Monat", "Monate")},
}
_QUOTES = {"en": ("“", "”"), "fr": ("«\u00a0", "\u00a0»"), "de": ("„", "“")}
_AND = {"en": "and", "fr": "et", "de": "und"}
_THOUSANDS = {"en": ",", "fr": "\u202f", "de": "."}
_KINDS = {
    "en": {"on_track": "On track", "late": "Late", "blocked": "Blocked", "finished": "Finished"},
    "fr": {"on_track": "Dans les temps", "late": "En retard", "blocked": "Bloquée", "finished": "Terminée"},
    "de": {"on_track": "Im Plan", "late": "Verspätet", "blocked": "Blockiert", "finished": "Abgeschlossen"},
}
_SHOWN_TITLES = 3


def in_three(*, en: str, fr: str, de: str) -> Text:
    """Return one text in three languages, the French with its hard spaces."""
    return Text(en=en, fr=with_hard_spaces(fr), de=de)


def with_hard_spaces(french: str) -> str:
    """Return a French text whose quotation marks, colons and semicolons never stand alone on a line."""
    for soft, hard in (("« ", "«\u00a0"), (" »", "\u00a0»"), (" :", "\u00a0:"), (" ;", "\u00a0;")):
        french = french.replace(soft, hard)
    return french


def spoken(language: str) -> str:
    """Return the language the words are in: EN, FR or DE; Luxembourgish reads German, any other English."""
    code = language[:2].lower()
    return {"lb": "de"}.get(code, code if code in _MONTHS else "en")


def day_in_words(day: date, language: str) -> str:
    """Return a day as it is written: 1 May 2026, 1er mai 2026, 1. Mai 2026."""
    code = spoken(language)
    month = _MONTHS[code].split()[day.month - 1]
    number = {"en": f"{day.day}", "fr": "1er" if day.day == 1 else f"{day.day}", "de": f"{day.day}."}[code]
    return f"{number} {month} {day.year}"


def count_in_words(count: int, unit: str, language: str) -> str:
    """Return a number of days, weeks or months with its word; French takes the singular below two."""
    code = spoken(language)
    one, many = _UNITS[code][unit]
    return f"{count} {one if count == 1 or (code == 'fr' and count == 0) else many}"


def days_in_words(count: int, language: str) -> str:
    """Return a number of days with its word."""
    return count_in_words(count, "days", language)


def money_in_words(amount: Money, language: str) -> str:
    """Return an amount as it is written: €1,200, 1 200 €, 1.200 €; cents only where there are any."""
    code = spoken(language)
    euros, cents = divmod(abs(amount.cents), 100)
    number = f"{euros:,}".replace(",", _THOUSANDS[code])
    if cents:
        number += f"{'.' if code == 'en' else ','}{cents:02}"
    sign = "−" if amount.cents < 0 else ""
    return f"{sign}€{number}" if code == "en" else f"{sign}{number}\u00a0€"


def quoted(title: str, language: str) -> str:
    """Return a title in the quotation marks of the language."""
    opening, closing = _QUOTES[spoken(language)]
    return f"{opening}{title}{closing}"


def titles_in_words(titles: Sequence[str], language: str) -> str:
    """Return some titles as a list in words; of many, the first three and how many more."""
    code = spoken(language)
    names = [quoted(title, code) for title in titles]
    if len(names) > _SHOWN_TITLES:
        more = len(names) - _SHOWN_TITLES
        rest = {
            "en": f"{more} more",
            "fr": f"{more} autre{'s' if more > 1 else ''}",
            "de": f"{more} weitere{'n' if more == 1 else ''}",
        }[code]
        names = [*names[:_SHOWN_TITLES], rest]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {_AND[code]} {names[-1]}"


def sentence(state: RoadmapState, language: str) -> str:
    """Return the state of a roadmap in one sentence, in EN, FR or DE (LB reads DE, any other EN)."""
    code = spoken(language)
    parts = [_head(state, code), _next_part(state, code), _money_part(state, code)]
    joint = " ; " if code == "fr" else "; "
    said = joint.join(part for part in parts if part) + "."
    return with_hard_spaces(said) if code == "fr" else said


def _head(state: RoadmapState, code: str) -> str:
    done, steps = state.done, state.steps
    count = {
        "en": f"{done} of {steps} {'step' if steps == 1 else 'steps'} done",
        "fr": f"{done} étape{'s' if done > 1 else ''} sur {steps} terminée{'s' if done > 1 else ''}",
        "de": f"{done} von {steps} {'Schritt' if steps == 1 else 'Schritten'} erledigt",
    }[code]
    kind = state.kind.value
    if kind == "empty":
        return {
            "en": "Nothing is planned yet",
            "fr": "Rien n’est encore prévu",
            "de": "Noch ist nichts geplant",
        }[code]
    word = _KINDS[code][kind]
    colon = " :" if code == "fr" else ":"
    return f"{word}{colon} {', '.join(p for p in (count, _trouble(state, code)) if p)}"


def _trouble(state: RoadmapState, code: str) -> str:
    if state.kind.value == "blocked":
        return _held_up(state, code)
    if not state.late:
        return ""
    worst = state.late[0]
    title, days = quoted(worst.title, code), days_in_words(worst.days, code)
    text = {
        "en": f"{title} is {days} late",
        "fr": f"{title} a {days} de retard",
        "de": f"{title} ist {_days_dative(worst.days)} überfällig",
    }[code]
    if worst.next_waiting:
        waiting, start = quoted(worst.next_waiting.title, code), day_in_words(worst.next_waiting.start, code)
        text += {
            "en": f" and {waiting} waits for it from {start}",
            "fr": f" et {waiting} l’attend dès le {start}",
            "de": f", und {waiting} wartet ab {start} darauf",
        }[code]
    return text


def _held_up(state: RoadmapState, code: str) -> str:
    title = quoted(state.waiting[0].title, code)
    if state.obstacle:
        colon = " :" if code == "fr" else ":"
        words = {"en": "is stuck", "fr": "est bloquée", "de": "kommt nicht voran"}[code]
        # The obstacle is a note of somebody's: its own full stop would end our sentence in the middle.
        return f"{title} {words}{colon} {state.obstacle.strip().rstrip('.')}"
    if state.waits_for is None:
        return ""
    awaited = quoted(state.waits_for.title, code)
    days_late, late = getattr(state.waits_for, "days", 0), ""
    if days_late:
        days = days_in_words(days_late, code)
        late = {"en": f", {days} late", "fr": f", {days} de retard", "de": f", {days} Verspätung"}[code]
    return {
        "en": f"{title} cannot start before {awaited} is done{late}",
        "fr": f"{title} ne peut pas commencer avant la fin de {awaited}{late}",
        "de": f"{title} kann nicht beginnen, bevor {awaited} erledigt ist{late}",
    }[code]


def _days_dative(days: int) -> str:
    # "seit 3 Tagen", the only place where German wants another ending.
    return f"seit {days} {'Tag' if days == 1 else 'Tagen'}"


def _next_part(state: RoadmapState, code: str) -> str:
    step = state.next_step
    if step is None or state.kind.value in ("empty", "finished"):
        return ""
    if any(late.step_id == step.step_id for late in state.late):
        return ""
    if any(held.step_id == step.step_id for held in state.waiting):
        return ""
    title, day = quoted(step.title, code), day_in_words(step.end, code)
    return {
        "en": f"next is {title}, by {day}",
        "fr": f"la suite est {title}, d’ici au {day}",
        "de": f"als Nächstes kommt {title}, bis {day}",
    }[code]


def _money_part(state: RoadmapState, code: str) -> str:
    money = state.money
    if money.requested.cents:
        words = {
            "en": ("of aid requested", "obtained", "paid"),
            "fr": ("d’aide demandés", "obtenus", "versés"),
            "de": ("Förderung beantragt", "bewilligt", "ausgezahlt"),
        }[code]
        amounts = [money_in_words(each, code) for each in (money.requested, money.obtained, money.paid)]
        return ", ".join(f"{amount} {word}" for amount, word in zip(amounts, words, strict=True))
    if money.expected.cents:
        amount = money_in_words(money.expected, code)
        return {
            "en": f"{amount} of aid expected",
            "fr": f"{amount} d’aide attendus",
            "de": f"{amount} Förderung erwartet",
        }[code]
    return ""
