"""Which words does the demonstration's study have? Its question, chapters, findings and figures are invented."""

from __future__ import annotations

TITLES = {
    "en": "Recycling of composites in Luxembourg: can a regional line pay?",
    "fr": "Recyclage des composites au Luxembourg : une ligne régionale est-elle rentable ?",
    "de": "Recycling von Verbundwerkstoffen in Luxemburg: Rechnet sich eine regionale Anlage?",
}
QUESTIONS = {
    "en": "From which volume does a shared recycling line for composite waste pay, and who would bring that volume?",
    "fr": "À partir de quel volume une ligne de recyclage partagée est-elle rentable, et qui apporterait ce volume ?",
    "de": "Ab welcher Menge rechnet sich eine gemeinsame Recyclinganlage für Verbundabfälle, und wer bringt diese Menge?",
}
SUMMARIES = {
    "en": "Invented example. Makers of composite parts burn or landfill most of their offcuts. The volume of the country "
    "alone does not carry a line; with the neighbouring regions it does, if two large makers commit for five years.",
    "fr": "Exemple inventé. Les fabricants de pièces composites incinèrent ou mettent en décharge la plupart de leurs "
    "chutes. Le volume du pays seul ne suffit pas ; avec les régions voisines il suffit, si deux grands fabricants "
    "s’engagent pour cinq ans.",
    "de": "Erfundenes Beispiel. Hersteller von Verbundteilen verbrennen oder deponieren den größten Teil ihrer "
    "Verschnitte. Die Menge des Landes allein trägt keine Anlage; mit den Nachbarregionen trägt sie, wenn zwei große "
    "Hersteller sich für fünf Jahre binden.",
}
METHODS = {
    "en": "Three interviews along one guide, a table of volumes from the makers, and the initiative’s own records.",
    "fr": "Trois entretiens selon un même guide, un tableau des volumes fourni par les fabricants, et les données de "
    "l’initiative.",
    "de": "Drei Interviews nach einem Leitfaden, eine Tabelle der Mengen von den Herstellern und die eigenen Daten der "
    "Initiative.",
}
HYPOTHESES = (
    {
        "en": "The volume of the country alone is too small.",
        "fr": "Le volume du pays seul est trop faible.",
        "de": "Die Menge des Landes allein ist zu klein.",
    },
    {
        "en": "Makers would pay more for recycling than for burning, if the fibre came back.",
        "fr": "Les fabricants paieraient davantage pour le recyclage que pour l’incinération si la fibre revenait.",
        "de": "Hersteller würden für Recycling mehr zahlen als für Verbrennung, wenn die Faser zurückkäme.",
    },
)
# The guide: (kind, question by language, options by language, which hypothesis).
GUIDE = (
    (
        "number",
        {
            "en": "How many tonnes of composite waste do you have a year?",
            "fr": "Combien de tonnes de déchets composites avez-vous par an ?",
            "de": "Wie viele Tonnen Verbundabfall haben Sie im Jahr?",
        },
        (),
        0,
    ),
    (
        "choice",
        {
            "en": "What becomes of it today?",
            "fr": "Qu’en advient-il aujourd’hui ?",
            "de": "Was geschieht heute damit?",
        },
        (
            {"en": "Burnt", "fr": "Incinération", "de": "Verbrennung"},
            {"en": "Landfill", "fr": "Décharge", "de": "Deponie"},
            {"en": "Recycled", "fr": "Recyclage", "de": "Recycling"},
        ),
        None,
    ),
    (
        "yes_no",
        {
            "en": "Would you commit a yearly volume for five years?",
            "fr": "Vous engageriez-vous sur un volume annuel pendant cinq ans ?",
            "de": "Würden Sie eine Jahresmenge für fünf Jahre zusagen?",
        },
        (),
        0,
    ),
    (
        "text",
        {
            "en": "Under which conditions would you use recycled fibre?",
            "fr": "À quelles conditions utiliseriez-vous de la fibre recyclée ?",
            "de": "Unter welchen Bedingungen würden Sie Rezyklatfasern einsetzen?",
        },
        (),
        1,
    ),
)
# What the three companies answered: consent, answers in the order of the guide, the passage that is quoted.
INTERVIEWS = (
    (
        "named",
        (
            "38",
            0,
            "yes",
            "Si la résistance est garantie par lot, nous en mettrions dans les pièces d’aménagement.",
        ),
        "Si la résistance est garantie par lot, nous en mettrions dans les pièces d’aménagement.",
    ),
    (
        "anonymous",
        (
            "64",
            0,
            "yes",
            "Le prix compte moins que la régularité : une livraison par semaine, toujours la même qualité.",
        ),
        "Le prix compte moins que la régularité",
    ),
    ("refused", ("11", 1, "no", "Nous attendons que quelqu’un d’autre commence."), ""),
)
CHAPTERS = (
    (
        {"en": "Where we stand", "fr": "État des lieux", "de": "Ausgangslage"},
        {
            "en": "Composite parts are light and last long; their waste does too. Most of it is burnt "
            "(invented).\n\nThree routes are known [@oliveux2015]:\n\n- grinding, for fillers\n"
            "- pyrolysis, which gives the fibre back\n- solvolysis, still at the scale of a pilot",
            "fr": "Les pièces composites sont légères et durables ; leurs déchets aussi. La plupart sont incinérés "
            "(inventé).\n\nTrois voies sont connues [@oliveux2015] :\n\n- le broyage, pour des charges\n"
            "- la pyrolyse, qui rend la fibre\n- la solvolyse, encore à l’échelle pilote",
            "de": "Verbundteile sind leicht und halten lange; ihre Abfälle auch. Das meiste wird verbrannt "
            "(erfunden).\n\nDrei Wege sind bekannt [@oliveux2015]:\n\n- Mahlen, für Füllstoffe\n"
            "- Pyrolyse, die die Faser zurückgibt\n- Solvolyse, noch im Maßstab einer Pilotanlage",
        },
    ),
    (
        {"en": "What a line costs", "fr": "Ce que coûte une ligne", "de": "Was eine Anlage kostet"},
        {
            "en": "A pyrolysis line for 1,000 tonnes a year would need about 300 tonnes a year to cover its running "
            "costs (invented figures).\n\n## What decides\n\nNot the price of the machine, but how evenly it is fed.",
            "fr": "Une ligne de pyrolyse de 1 000 tonnes par an aurait besoin d’environ 300 tonnes par an pour couvrir "
            "ses frais (chiffres inventés).\n\n## Ce qui décide\n\nNon le prix de la machine, mais la régularité de "
            "l’approvisionnement.",
            "de": "Eine Pyrolyseanlage für 1.000 Tonnen im Jahr bräuchte etwa 300 Tonnen im Jahr, um ihre laufenden "
            "Kosten zu decken (erfundene Zahlen).\n\n## Was entscheidet\n\nNicht der Preis der Maschine, sondern wie "
            "gleichmäßig sie beschickt wird.",
        },
    ),
)
FIGURES = """Year;Offcuts (t);Dust and trimmings (t);Burnt (t)
2021;96;31;109
2022;104;33;117
2023;118;36;129
2024;121;38;131
2025;127;40;136
"""
FIGURES_TITLES = {
    "en": "Composite waste of seven makers by year (invented)",
    "fr": "Déchets composites de sept fabricants par année (inventés)",
    "de": "Verbundabfälle von sieben Herstellern nach Jahr (erfunden)",
}
COLUMNS = (
    {"en": "Year", "fr": "Année", "de": "Jahr"},
    {"en": "Offcuts", "fr": "Chutes", "de": "Verschnitt"},
    {"en": "Dust and trimmings", "fr": "Poussières et rognures", "de": "Staub und Späne"},
    {"en": "Burnt", "fr": "Incinérés", "de": "Verbrannt"},
)
FIGURES_NOTES = {
    "en": "Invented for the demonstration.",
    "fr": "Inventé pour la démonstration.",
    "de": "Für die Vorführung erfunden.",
}
CHART_TITLES = {
    "stacked": {
        "en": "Waste grows by about seven per cent a year",
        "fr": "Les déchets croissent d’environ sept pour cent par an",
        "de": "Die Abfälle wachsen um etwa sieben Prozent im Jahr",
    },
    "line": {
        "en": "Most of it is burnt",
        "fr": "La plupart sont incinérés",
        "de": "Das meiste wird verbrannt",
    },
}
# A source that exists: what is said of it above is general knowledge, the figures of the study are not from it.
SOURCES = """@article{oliveux2015,
  author = {Oliveux, Geraldine and Dandy, Luke O. and Leeke, Gary A.},
  title = {Current status of recycling of fibre reinforced polymers: Review of technologies, reuse and resulting properties},
  journal = {Progress in Materials Science},
  volume = {72},
  pages = {61--99},
  year = {2015},
  doi = {10.1016/j.pmatsci.2015.01.004}
}
@techreport{exemple2025,
  author = {Exemple, Claire and Beispiel, Jonas},
  title = {Mengen und Wege von Verbundabfällen (erfundenes Beispiel)},
  institution = {Grappe Demonstration},
  year = {2025}
}
"""
# Findings: statement, explanation, strength, number of the hypothesis, what it rests on.
FINDINGS: tuple[tuple[dict[str, str], dict[str, str], str, int | None, tuple[str, ...]], ...] = (
    (
        {
            "en": "Seven makers have about 167 tonnes a year, and it grows.",
            "fr": "Sept fabricants ont environ 167 tonnes par an, et cela augmente.",
            "de": "Sieben Hersteller haben etwa 167 Tonnen im Jahr, und es wird mehr.",
        },
        {
            "en": "Offcuts and dust together passed 150 tonnes in 2023; a line needs about 300.",
            "fr": "Chutes et poussières ont dépassé 150 tonnes en 2023 ; une ligne en demande environ 300.",
            "de": "Verschnitt und Staub überschritten 2023 zusammen 150 Tonnen; eine Anlage braucht etwa 300.",
        },
        "strong",
        0,
        ("table", "passage", "source"),
    ),
    (
        {
            "en": "Evenness of supply counts more than price.",
            "fr": "La régularité compte plus que le prix.",
            "de": "Gleichmäßigkeit zählt mehr als der Preis.",
        },
        {},
        "moderate",
        1,
        ("passage",),
    ),
    (
        {
            "en": "A line next to an existing heat user would save a third of the energy.",
            "fr": "Une ligne voisine d’un consommateur de chaleur économiserait un tiers de l’énergie.",
            "de": "Eine Anlage neben einem Wärmeabnehmer spart ein Drittel der Energie.",
        },
        {},
        "weak",
        None,
        (),
    ),
)
COMMENT = "Sur quel nombre de fabricants repose ce tonnage ? Le lecteur doit le savoir."
COMMENT_ANSWER = "Sept ; le nombre est maintenant dans la constatation et dans le titre du tableau."
RECOMMENDATION_WORDS = "Étude claire et utile ; la question du site mérite une suite."
REVIEWER = ("Ulrich Gutachter", "ulrich.gutachter@hochschule-fiktiv.example", "Hochschule Fiktiv")
IDEA = "Une ligne de pyrolyse partagée pour la Grande Région"
AT_EVENT = "Im Vortrag über Kreisläufe vorgestellt"
MEASURE = "Sonderfenster im RDI-Programm für gemeinsame Recyclinganlagen"
FIRST = {"en": "First edition.", "fr": "Première édition.", "de": "Erste Ausgabe."}
SUBJECT = "Entretien pour l’étude sur le recyclage des composites"
DESCRIPTIONS = (
    {
        "en": "a maker of interior parts",
        "fr": "un fabricant de pièces d’aménagement",
        "de": "ein Hersteller von Innenteilen",
    },
    {
        "en": "a supplier of the industry",
        "fr": "un fournisseur de l’industrie",
        "de": "ein Zulieferer der Industrie",
    },
    {"en": "a workshop", "fr": "un atelier", "de": "eine Werkstatt"},
)
OUTCOMES = (
    (
        "supported",
        {
            "en": "The largest possible volume of the country stays below what a line needs.",
            "fr": "Le plus grand volume possible du pays reste sous le besoin d’une ligne.",
            "de": "Die größtmögliche Menge des Landes bleibt unter dem Bedarf einer Anlage.",
        },
    ),
    (
        "undecided",
        {
            "en": "Two of three say so; two are no majority of a sector.",
            "fr": "Deux sur trois le disent ; deux ne font pas la majorité d’un secteur.",
            "de": "Zwei von dreien sagen es; zwei sind keine Mehrheit einer Branche.",
        },
    ),
)
MILESTONES = (("Leitfaden", -145), ("Interviews", -110), ("Entwurf", -88), ("Veröffentlichung", -60))
COSTS = (("staff", "Arbeitstage", "14000", "15200"), ("travel", "Reisen", "600", "410"))
UNDER_WAY = {
    "en": "Cooling data centres with river heat: what is left for companies?",
    "fr": "Refroidir les centres de données : quelle chaleur reste-t-il aux entreprises ?",
    "de": "Kühlung von Rechenzentren: Welche Wärme bleibt den Unternehmen?",
}
UNDER_WAY_QUESTIONS = {
    "en": "Which companies could use low-temperature heat, and at which distance does it still pay?",
    "fr": "Quelles entreprises pourraient utiliser une chaleur basse température, et jusqu’à quelle distance ?",
    "de": "Welche Unternehmen könnten Niedertemperaturwärme nutzen, und bis zu welcher Entfernung lohnt es sich?",
}
