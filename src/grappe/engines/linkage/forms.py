"""Which words of a company's name say what it is, not who it is: legal forms, abbreviations, words of groups?"""

from __future__ import annotations

import re

# Class of legal form -> how it is written, in small letters without accents; longest first where one holds another.
# A S.à r.l. and a GmbH are one class: the same company is called either, by the language of the letter.
_FORMS: dict[str, tuple[str, ...]] = {
    "simplified": ("sarl s", "sarls", "societe a responsabilite limitee simplifiee"),
    "limited": ("societe a responsabilite limitee", "gesellschaft mit beschrankter haftung", "sarl", "gmbh", "ges mbh",
                "mbh", "private limited company", "limited", "ltd", "bvba", "sprl", "srl", "bv", "eurl", "sarlu", "llc",
                "ug", "besloten vennootschap"),
    "public": ("societe anonyme", "aktiengesellschaft", "naamloze vennootschap", "public limited company", "incorporated",
               "corporation", "sa", "ag", "nv", "plc", "inc", "corp", "spa", "ab", "asa", "oyj"),
    "simple_stock": ("societe par actions simplifiee", "sas", "sasu"),
    "by_shares": ("societe en commandite par actions", "kommanditgesellschaft auf aktien", "sca", "kgaa"),
    "partnership": ("societe en commandite simple", "societe en commandite speciale", "gmbh co kg", "gmbh et co kg",
                    "gmbh and co kg", "gmbh und co kg", "kommanditgesellschaft", "scsp", "scs", "secs", "kg", "llp", "lp"),
    "general": ("societe en nom collectif", "offene handelsgesellschaft", "snc", "senc", "ohg", "gbr"),
    "european": ("societas europaea", "societe europeenne", "se"),
    "cooperative": ("societe cooperative", "cooperative", "genossenschaft", "scoop", "eg", "scrl", "cvba"),
    "association": ("association sans but lucratif", "eingetragener verein", "asbl", "vzw", "ev"),
    "grouping": ("groupement d interet economique", "groupement interet economique", "gie", "geie"),
    "civil": ("societe civile immobiliere", "societe civile", "sci"),
}  # fmt: skip


# Only written together: their first letter is as likely the name's last ("Fund A S.A.", "Fund L LP", "Fund A B").
_TOGETHER = frozenset({"asa", "llp", "ab", "secs"})


def _spelled(form: str) -> str:
    # "s a r l" is "sarl": the letters of a short form may stand apart.
    if " " in form or len(form) > 5 or form in _TOGETHER:
        return form
    return " ?".join(form)


WRITTEN = {written: name for name, all_written in _FORMS.items() for written in all_written}
FORM = re.compile(
    r"(?<![a-z0-9])(?:"
    + "|".join(_spelled(form) for form in sorted(WRITTEN, key=len, reverse=True))
    + r")(?![a-z0-9])"
)
_CLASSES = {written.replace(" ", ""): name for written, name in WRITTEN.items()}


def class_of(written: str) -> str:
    """Return the class of a legal form that FORM found, or of a column's value; "" where it is none."""
    return _CLASSES.get(re.sub(r"[^a-z]", "", written), "")


def _words(text: str) -> list[str]:
    return text.split()


CONNECTING = frozenset(
    _words(
        "the of and et und & de du des la le les der die das den von van vom zu zum zur en in im for pour fur au aux an am by"
    )
)
# Connecting too, but only between two words: elsewhere a letter is a name ("Fund A", "Class E", "M & A Partners").
CONNECTING_LETTERS = frozenset("adely")

# A short way of writing -> the word; only what means one thing in names of companies.
ABBREVIATIONS: dict[str, str] = {
    "intl": "international", "internat": "international", "internationale": "international",
    "internationales": "international", "intern": "international",
    "lux": "luxembourg", "luxemb": "luxembourg", "luxbg": "luxembourg", "luxemburg": "luxembourg",
    "letzebuerg": "luxembourg", "lbourg": "luxembourg", "luxbourg": "luxembourg",
    "ets": "etablissements", "etabl": "etablissements", "etabs": "etablissements", "etablissement": "etablissements",
    "st": "saint", "ste": "societe", "soc": "societe", "cie": "company", "co": "company", "compagnie": "company",
    "comp": "company", "gebr": "gebruder", "bros": "brothers", "assoc": "associates", "ass": "associates",
    "associes": "associates", "associe": "associates",
    "mgmt": "management", "mgt": "management", "mngt": "management", "svcs": "services", "svc": "services",
    "serv": "services", "service": "services", "tech": "technologies", "techn": "technologies",
    "technology": "technologies", "technologie": "technologies", "techs": "technologies",
    "dev": "development", "developpement": "development", "grp": "group", "groupe": "group", "gruppe": "group",
    "hldg": "holding", "hldgs": "holding", "holdings": "holding", "hold": "holding",
    "immo": "immobiliere", "immob": "immobiliere", "immobilier": "immobiliere", "immobilien": "immobiliere",
    "invest": "investment", "investments": "investment", "inv": "investment", "investissement": "investment",
    "investissements": "investment", "eng": "engineering", "engin": "engineering", "ingenierie": "engineering",
    "ind": "industries", "industrie": "industries", "industry": "industries", "mfg": "manufacturing",
    "fid": "fiduciaire", "treuhand": "fiduciaire", "fin": "finance", "financial": "finance", "financiere": "finance",
    "part": "participations", "participation": "participations", "parts": "participations",
    "beteiligung": "participations", "beteiligungen": "participations",
    "pharma": "pharmaceuticals", "pharmaceutical": "pharmaceuticals", "labs": "laboratories", "lab": "laboratories",
    "sys": "systems", "system": "systems", "systemes": "systems", "systeme": "systems", "solution": "solutions",
    "distrib": "distribution", "transp": "transports", "transport": "transports", "constr": "construction",
    "constructions": "construction", "res": "resources", "energie": "energy", "energies": "energy",
    "eur": "europe", "europeenne": "european", "gen": "general", "generale": "general", "nat": "national",
    "nationale": "national", "dr": "doctor",
}  # fmt: skip

# Words that tell the companies of one group apart: a name with one of them is another company than one without.
PARTS_OF_GROUPS = frozenset(
    _words(
        "holding group investment participations immobiliere finance management capital properties property realestate"
        " services trading distribution logistics assets fund funds sicav sicar spf reinsurance insurance leasing"
        " participation lux gp carry feeder bidco midco topco propco opco foundation fondation"
    )
)
# Where a company is, or how far it reaches: often left out, often added; two that differ tell apart.
PLACES = frozenset(
    _words(
        "luxembourg europe european international france belgium belgique belgien deutschland germany allemagne"
        " benelux nederland netherlands suisse schweiz switzerland austria italia italy spain espana uk usa world"
        " worldwide global asia africa america americas emea"
    )
)
# What may follow the legal form that ends a name: "Alpha S.A., SICAV-RAIF", "Alpha S.A., succursale de Luxembourg".
AFTER_FORMS = (
    PLACES
    | CONNECTING
    | frozenset(
        _words(
            "sicav sicaf sicar sif raif spf fcp soparfi fis ucits liquidation succursale branch niederlassung zweigniederlassung"
        )
    )
)
# What nearly any company may be called: in how many names of a hundred such a word stands (ours, by rule of thumb).
GENERAL: dict[str, float] = dict.fromkeys(
    _words(
        "company societe group holding luxembourg international europe services management investment consulting"
        " solutions technologies systems finance capital immobiliere participations partners construction trading"
        " distribution development engineering energy transports industries general national european media"
        " real estate properties property invest global european design studio restaurant cafe garage garden"
        " fiduciaire bank banque bureau centre center conseil software digital data health medical pharma"
        " pharmaceuticals laboratories resources food hotel france belgium deutschland bau haus maison"
        " etablissements brothers gebruder associates"
    ),
    0.01,
)
UNKNOWN_WORD = 2e-5  # how often a word that is none of these stands in a name
