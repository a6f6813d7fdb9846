"""For which activities is a programme, as its French text says beside the sections that a structure lists?

What the text says clearly goes before the structure. What nobody can read leaves the structure as it is *and* stays a
visible unknown: outside the structure a firm is refused, inside it is asked. "Tous secteurs" is a clear word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from grappe.engines.eligibility.imports.french import NUMBER, bare, plain
from grappe.engines.eligibility.imports.model import Node, both, criterion, either, unknown
from grappe.engines.eligibility.imports.naf import ALL, NO_ENTERPRISES, Codes, code_of, codes_in, of_sections

LABEL = {"en": "Activity", "fr": "Activité", "de": "Tätigkeit"}
_S = {letter: of_sections(frozenset(letter)) for letter in sorted(ALL)}
_EVERY = re.compile(r"tous? (?:les )?secteurs?(?: d'activités?)?|toutes (?:les )?activités|toute activité")
# Words whose meaning leaves no doubt, as codes: the tables of INSEE call these sections so.
_CLEAR: dict[str, Codes] = {
    "hotellerie & restauration": _S["I"],
    "hotellerie et restauration": _S["I"],
    "activite de transport de marchandises ou de voyageurs": Codes(("49", "50", "51")),
    "entreprises d industries manufacturieres": _S["C"],
    "industrie manufacturiere": _S["C"],
    "entreprises du secteur de la construction": _S["F"],
    "secteur de la construction": _S["F"],
    "construction": _S["F"],
    "librairies": Codes(("47.61",)),
    "campings": Codes(("55.30",)),
    "hebergement touristique": Codes(("55",)),
    "industrie": of_sections(frozenset("BCDE")),
    "entreprises industrielles": of_sections(frozenset("BCDE")),
    "entreprises du secteur industriel": of_sections(frozenset("BCDE")),
    "secteur tertiaire": of_sections(frozenset("GHIJKLMNOPQRSTU")),
    "activites tertiaires": of_sections(frozenset("GHIJKLMNOPQRSTU")),
    "industrie, hotellerie & restauration": of_sections(frozenset("BCDEI")),
    "secteur tertiaire, industrie et agriculture": of_sections(frozenset("ABCDEGHIJKLMNOPQRSTU")),
    "entreprises agricoles": Codes(("01",)),
    "secteur agricole": Codes(("01",)),
    "structures agricoles": Codes(("01",)),
}
# Such words are read more widely or more narrowly by different people: where the structure disagrees, it is asked.
_WIDE = frozenset(
    {
        "industrie",
        "entreprises industrielles",
        "entreprises du secteur industriel",
        "industrie, hotellerie & restauration",
    }
    | {
        "entreprises agricoles",
        "secteur agricole",
        "structures agricoles",
        "secteur tertiaire",
        "activites tertiaires",
    }
    | {"secteur tertiaire, industrie et agriculture"}
)
_CRAFT = frozenset(
    {
        "artisan",
        "artisans",
        "reservee aux artisans",
        "entreprises d artisanat",
        "entreprises artisanales",
        "artisanat",
    }
)


@dataclass(frozen=True, slots=True)
class Said:
    """What one sentence says of the activity."""

    text: str
    nodes: tuple[Node, ...] = ()
    unread: bool = False  # nothing of it could be read
    whole: bool = True  # what was read is all that it says
    free: bool = False  # it says that every activity will do
    exact: bool = False  # it names the activities, whatever a structure lists


@dataclass(frozen=True, slots=True)
class Sectors:
    """What all sentences say, beside the sections of the structure. `conflict`: in which words they disagree."""

    said: tuple[Said, ...]
    nodes: tuple[Node, ...] = ()
    conflict: str = ""
    structure_used: bool = False
    reads: dict[str, str] = field(default_factory=dict)


def nace_node(codes: Codes, text: str, name: str = "activity") -> Node:
    """Return the criterion that the main activity lies under these codes."""
    node = criterion(name, "nace", "nace", list(codes.prefixes), text, label=LABEL)
    return {**node, "except": list(codes.exceptions)} if codes.exceptions else node


def said_of(text: str, sections: frozenset[str]) -> Said:
    """Return what a sentence says of the activity, read with the sections that the structure lists."""
    said, name = plain(text), bare(text)
    if _EVERY.fullmatch(said):
        return Said(text, free=True)
    if name in _CRAFT:
        return Said(text, (criterion("craft", "fr_craft", "eq", True, text),), exact=True)
    if name in _CLEAR:
        return _clear(text, name, sections)
    for read in (_every_but, _craft_but, _listed_codes, _range_of_codes, _excluded):
        found = read(text, said)
        if found is not None:
            return found
    return Said(text, unread=True, whole=False)


def _clear(text: str, name: str, sections: frozenset[str]) -> Said:
    text_codes = _CLEAR[name]
    if name not in _WIDE or not sections or of_sections(sections - NO_ENTERPRISES) == text_codes:
        return Said(text, (nace_node(text_codes, text),), exact=True)
    structure = of_sections(sections)
    sure = both(nace_node(text_codes, text), nace_node(structure, text, "activity_listed"))
    perhaps = either(nace_node(text_codes, text), nace_node(structure, text, "activity_listed"))
    return Said(
        text, (either(sure, both(perhaps, unknown("activity_exact", text))),), whole=False, exact=True
    )


def _every_but(text: str, said: str) -> Said | None:
    if not re.fullmatch(rf"{_EVERY.pattern} hors activités libérales et agricoles", said):
        return None
    farming = {"not": nace_node(Codes(("01",)), text, "farming")}
    return Said(text, (farming, criterion("liberal", "fr_liberal_profession", "eq", False, text)), exact=True)


def _craft_but(text: str, said: str) -> Said | None:
    if said != "tous secteurs de l'artisanat à l'exception du bâtiment":
        return None
    craft = criterion("craft", "fr_craft", "eq", True, text)
    return Said(text, (craft, {"not": nace_node(Codes(("41", "43")), text, "building")}), exact=True)


def _range_of_codes(text: str, said: str) -> Said | None:
    if said == "les codes naf éligibles sont compris entre 10.11z et 33.20d":
        return Said(text, (nace_node(_S["C"], text),), exact=True)
    return None


def _listed_codes(text: str, said: str) -> Said | None:
    """Read `Codes NAF concernés : 56.10A | 56.21Z`, `Section E, Division 38 : …`, `47.30Z : …`."""
    division = re.fullmatch(r"section [a-u], division (?P<code>\d{2}) : .+", said)
    one = re.fullmatch(r"(?P<code>\d{2}\.\d{2}[a-z]) : [^:]+", said)
    if division or one:
        codes = code_of(((division or one)["code"]).upper())  # type: ignore[index]  # one of the two matched
        return Said(text, (nace_node(codes, text),), exact=True) if codes and codes.exact else None
    many = re.fullmatch(r"codes? naf (?:concernés?|éligibles?) : (?P<codes>[\d.a-z| ,;]+)", said)
    if many is None:
        return None
    known, unplaced = codes_in(many["codes"].upper())
    whole = [codes for codes in known if codes.exact]
    if not known:
        return None
    parts = [codes for codes in known if not codes.exact]
    nodes: list[Node] = [nace_node(_joined(whole), text)] if whole else []
    if parts:
        nodes.append(both(nace_node(_joined(parts), text, "activity_part"), unknown("activity_exact", text)))
    if unplaced:
        nodes.append(unknown("activity_codes", text))
    return Said(text, (either(*nodes),), whole=not parts and not unplaced, exact=True)


def _joined(codes: list[Codes]) -> Codes:
    return Codes(tuple(dict.fromkeys(prefix for one in codes for prefix in one.prefixes)))


def _excluded(text: str, said: str) -> Said | None:
    """Read `Sont exclus : …` with codes, sentence part by sentence part.

    A firm outside the codes of a part is not meant by it. One inside is refused where the part says nothing more,
    and asked where it does ("dont le chiffre d'affaires …", a French subclass).
    """
    if not re.match(r"(?:sont exclu(?:e?s)|ne sont pas éligibles)\b", said):
        return None
    nodes: list[Node] = []
    whole = True
    for part in re.split(r"[;]", text):
        known, unplaced = codes_in(_upper_codes(part))
        if not known or unplaced:
            nodes.append(unknown("activity_excluded", part.strip() or text))
            whole = False
            continue
        node, sure = _part(part, known)
        nodes.append(node)
        if _names_others(part):
            nodes.append(unknown("activity_excluded", part.strip()))
            sure = False
        whole = whole and sure
    if all("unknown" in node for node in nodes):
        return None
    return Said(text, tuple(nodes), whole=whole, exact=True)


def _names_others(part: str) -> bool:
    """Return whether a list of what is excluded also names activities without a code ("les SCI")."""
    entries = re.split(
        r",| et (?=les |des )", re.sub(r"\([^)]*\)", lambda found: found[0].replace(",", " "), part)
    )
    follows = re.compile(r"\s*(?:à l'exception|sauf|dont|section|codes?)\b")
    return any(
        not codes_in(_upper_codes(entry))[0] and not follows.match(plain(entry)) and plain(entry)
        for entry in entries[:-1]
    )


def _part(part: str, known: list[Codes]) -> tuple[Node, bool]:
    said = plain(part)
    excepted = re.search(r"\b(?:sauf|à l'exception (?:de|des)(?: codes?(?: naf)?)?)\s*(.+)$", said)
    exceptions: list[str] = []
    if excepted is not None:
        inner, _ = codes_in(_upper_codes(excepted[1]))
        exceptions = [prefix for codes in inner for prefix in codes.prefixes]
    meant = [codes for codes in known if not set(codes.prefixes) & set(exceptions)]
    joined = _joined(meant)
    outside = {"not": nace_node(Codes(joined.prefixes, tuple(exceptions)), part.strip(), "excluded")}
    qualified = "dont" in said.split() or "pour les" in said or any(not codes.exact for codes in meant)
    if not qualified:
        return outside, True
    # Whoever is in none of the codes is not meant, whatever the exceptions say.
    plainly = {"not": nace_node(joined, part.strip(), "excluded")}
    return either(plainly, unknown("excluded_exact", part.strip())), False


def _upper_codes(text: str) -> str:
    """Return a text with its codes in capitals, and without its amounts of money, which look like codes."""
    text = re.sub(rf"{NUMBER}\s*(?:[km]?€|euros|millions?|milliards?)", " ", text, flags=re.IGNORECASE)
    return re.sub(r"\b[a-u]?\d{2}[\d.-]*[a-z]?\b", lambda found: found[0].upper(), text)


def sectors_of(texts: list[str], sections: frozenset[str]) -> Sectors:
    """Return the rule about activities of all sentences together, beside the sections of the structure."""
    said = tuple(said_of(text, sections) for text in texts)
    nodes = [node for one in said for node in one.nodes]
    missing = ALL - sections - NO_ENTERPRISES if sections else frozenset()
    unread = [one for one in said if one.unread]
    if unread:
        nodes.extend(unknown("activity_text", one.text) for one in unread)
    decided = any(one.exact and not _only_excludes(one) for one in said)
    conflict = ""
    if missing and not decided:
        if all(one.free for one in said) and said:
            conflict = said[0].text
        else:
            listed = of_sections(sections)
            nodes.append(nace_node(listed, "", "activity_listed"))
            return Sectors(said, tuple(nodes), structure_used=True)
    return Sectors(said, tuple(nodes), conflict=conflict)


def _only_excludes(one: Said) -> bool:
    return bool(re.match(r"(?:sont exclu|ne sont pas éligibles)", plain(one.text)))
