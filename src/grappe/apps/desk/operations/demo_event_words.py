"""Which words does the demonstration's past event have? All invented, in three languages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

# --- The event of three weeks ago ---

TITLES = {
    "en": "Glue, screw or weld? Joining wood and composites",
    "fr": "Coller, visser ou souder ? Assembler bois et composites",
    "de": "Kleben, schrauben oder schweißen? Holz und Verbundwerkstoffe fügen",
}
SUMMARIES = {
    "en": "Half a day in the workshop: three ways to join, what they cost, and who can help.",
    "fr": "Une demi-journée à l’atelier : trois façons d’assembler, leur coût, et qui peut aider.",
    "de": "Ein halber Tag in der Werkstatt: drei Arten zu fügen, was sie kosten und wer helfen kann.",
}
DESCRIPTIONS = {
    "en": "Three workshops open their doors and show how they join wood, metal and composites. Bring a part of your own: "
    "we look at it together. (Invented for the demonstration.)",
    "fr": "Trois ateliers ouvrent leurs portes et montrent comment ils assemblent bois, métal et composites. Apportez une "
    "pièce à vous : nous la regardons ensemble. (Inventé pour la démonstration.)",
    "de": "Drei Werkstätten öffnen ihre Türen und zeigen, wie sie Holz, Metall und Verbundwerkstoffe fügen. Bringen Sie ein "
    "eigenes Teil mit: Wir sehen es uns gemeinsam an. (Für die Vorführung erfunden.)",
}
QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "labels": {
            "en": "Which part helped you most?",
            "fr": "Quelle partie vous a le plus aidé ?",
            "de": "Welcher Teil hat Ihnen am meisten geholfen?",
        },
        "kind": "choice",
        "choices": (
            {"en": "The workshop", "fr": "L’atelier", "de": "Die Werkstatt"},
            {"en": "The cost comparison", "fr": "La comparaison des coûts", "de": "Der Kostenvergleich"},
            {"en": "Talking with others", "fr": "Les échanges", "de": "Die Gespräche"},
        ),
    },
    {
        "labels": {
            "en": "What should we do next?",
            "fr": "Que devrions-nous faire ensuite ?",
            "de": "Was sollten wir als Nächstes tun?",
        },
        "kind": "text",
        "choices": (),
    },
)
# Satisfaction, recommendation, part, what next, comment; the texts in each language.
ANSWERS: tuple[tuple[int, int | None, int, dict[str, str], dict[str, str]], ...] = (
    (5, 10, 0, {}, {"en": "My part is solved.", "fr": "Ma pièce a trouvé sa solution.", "de": "Mein Teil ist gelöst."}),
    (4, 9, 2, {"en": "The same for plastics", "fr": "La même chose pour les plastiques", "de": "Dasselbe für Kunststoffe"}, {}),
    (4, 8, 1, {}, {"en": "More time for questions.", "fr": "Plus de temps pour les questions.", "de": "Mehr Zeit für Fragen."}),
    (5, 9, 0, {"en": "A visit to a larger works", "fr": "Visiter une plus grande usine", "de": "Ein größeres Werk besuchen"}, {}),
    (3, 6, 2, {}, {"en": "Parking was difficult.", "fr": "Se garer était difficile.", "de": "Parken war schwierig."}),
    (4, 10, 0, {"en": "Costs in more detail", "fr": "Les coûts plus en détail", "de": "Kosten genauer"}, {}),
    (5, 9, 0, {}, {"en": "Practical, thank you.", "fr": "Concret, merci.", "de": "Praktisch, danke."}),
    (4, 7, 1, {"en": "Recycling of composites", "fr": "Recycler les composites", "de": "Verbundwerkstoffe wiederverwerten"}, {}),
    (2, 4, 1, {}, {"en": "Too basic for us.", "fr": "Trop élémentaire pour nous.", "de": "Für uns zu einfach."}),
    (5, 10, 2, {"en": "Meetings with buyers", "fr": "Rencontrer des acheteurs", "de": "Einkäufer treffen"}, {}),
    (4, None, 0, {}, {}),
    (4, 9, 2, {}, {"en": "Good people to talk to.", "fr": "De bons interlocuteurs.", "de": "Gute Gesprächspartner."}),
)  # fmt: skip
COSTS = (
    ("venue", {"en": "Hall and workshop", "fr": "Salle et atelier", "de": "Saal und Werkstatt"}, "1800", "1800"),
    ("catering", {"en": "Lunch for 24", "fr": "Déjeuner pour 24", "de": "Mittagessen für 24"}, "1320", "1412.40"),
    ("speakers", {"en": "Speakers’ travel", "fr": "Déplacements", "de": "Reisen der Referenten"}, "900", "640"),
    ("communication", {"en": "Design and print", "fr": "Graphisme et impression", "de": "Gestaltung und Druck"}, "300", "300"),
    ("staff", {"en": "Own time, 48 hours", "fr": "Temps interne, 48 heures", "de": "Eigene Zeit, 48 Stunden"}, "2400", "2640"),
    ("other", {"en": "Materials", "fr": "Matériaux", "de": "Material"}, "200", None),
    ("income", {"en": "Sponsor", "fr": "Sponsor", "de": "Sponsor"}, "1000", "1000"),
)  # fmt: skip
NEEDS = (
    {"en": "A glue that stands frost", "fr": "Une colle qui résiste au gel", "de": "Ein frostfester Klebstoff"},
    {"en": "Test of a joint under load", "fr": "Tester un assemblage sous charge", "de": "Eine Fügung unter Last prüfen"},
    {"en": "A robot for small series", "fr": "Un robot pour petites séries", "de": "Ein Roboter für Kleinserien"},
)  # fmt: skip
IDEAS = (
    {
        "en": "Share one press among three workshops, each a week a month.",
        "fr": "Partager une presse entre trois ateliers, chacun une semaine par mois.",
        "de": "Eine Presse zu dritt nutzen, jede Werkstatt eine Woche im Monat.",
    },
    {
        "en": "Collect offcuts of composites together and sell them by the tonne.",
        "fr": "Collecter ensemble les chutes de composites et les vendre à la tonne.",
        "de": "Reste von Verbundwerkstoffen gemeinsam sammeln und tonnenweise verkaufen.",
    },
)
CONTACT = {
    "en": "Called after the event: how the part holds",
    "fr": "Appel après l’événement : comment tient la pièce",
    "de": "Anruf nach der Veranstaltung: wie das Teil hält",
}
COOPERATIONS: tuple[tuple[dict[str, str], str, Decimal | None], ...] = (
    (
        {"en": "Stairs of wood and carbon", "fr": "Escaliers en bois et carbone", "de": "Treppen aus Holz und Carbon"},
        "agreed",
        Decimal(85_000),
    ),
    (
        {"en": "A common test bench", "fr": "Un banc d’essai commun", "de": "Ein gemeinsamer Prüfstand"},
        "talking",
        Decimal(30_000),
    ),
)  # fmt: skip
RESULTS = {
    "en": "Small group, much was solved on the spot. Next time: parking, and a second table for costs.",
    "fr": "Petit groupe, beaucoup réglé sur place. La prochaine fois : le parking, et une deuxième table pour les coûts.",
    "de": "Kleine Runde, vieles gleich gelöst. Nächstes Mal: Parkplätze und ein zweiter Tisch für die Kosten.",
}

CANNOT = {
    "en": "We are at a fair that week.",
    "fr": "Nous sommes à un salon cette semaine-là.",
    "de": "Wir sind in dieser Woche auf einer Messe.",
}
EVIDENCE = {
    "en": "Asked at a visit: may we write about events?",
    "fr": "Demandé lors d’une visite : pouvons-nous écrire au sujet d’événements ?",
    "de": "Bei einem Besuch gefragt: Dürfen wir über Veranstaltungen schreiben?",
}

# --- The event before it, with which it is compared ---

EARLIER_TITLES = {
    "en": "Drying wood with less energy",
    "fr": "Sécher le bois avec moins d’énergie",
    "de": "Holz trocknen mit weniger Energie",
}
EARLIER_SUMMARIES = {
    "en": "An evening on kilns, heat pumps and what the meter says.",
    "fr": "Une soirée sur les séchoirs, les pompes à chaleur et ce que dit le compteur.",
    "de": "Ein Abend über Trockenkammern, Wärmepumpen und was der Zähler sagt.",
}
EARLIER_DESCRIPTIONS = {
    "en": "Two joiners show their figures before and after. (Invented for the demonstration.)",
    "fr": "Deux menuisiers montrent leurs chiffres avant et après. (Inventé pour la démonstration.)",
    "de": "Zwei Schreiner zeigen ihre Zahlen vorher und nachher. (Für die Vorführung erfunden.)",
}
EARLIER_ANSWERS: tuple[tuple[int, int | None, dict[str, str]], ...] = (
    (4, 8, {"en": "Clear figures.", "fr": "Des chiffres clairs.", "de": "Klare Zahlen."}),
    (3, 6, {"en": "Too late in the evening.", "fr": "Trop tard le soir.", "de": "Zu spät am Abend."}),
    (4, 9, {}),
    (4, 7, {"en": "I would have liked a visit.", "fr": "J’aurais aimé une visite.", "de": "Ein Besuch fehlte mir."}),
    (3, 7, {}),
    (5, 9, {}),
    (2, 3, {"en": "Nothing for a small firm.", "fr": "Rien pour un petit atelier.", "de": "Nichts für einen kleinen Betrieb."}),
)  # fmt: skip
EARLIER_COSTS = (
    ("venue", {"en": "Hall", "fr": "Salle", "de": "Saal"}, "900", "900"),
    ("catering", {"en": "Buffet for 20", "fr": "Buffet pour 20", "de": "Büfett für 20"}, "700", "764.50"),
    ("speakers", {"en": "Speakers’ travel", "fr": "Déplacements", "de": "Reisen der Referenten"}, "250", "210"),
    ("staff", {"en": "Own time, 26 hours", "fr": "Temps interne, 26 heures", "de": "Eigene Zeit, 26 Stunden"}, "1300", "1430"),
)  # fmt: skip
EARLIER_NEED = {
    "en": "Measure the heat that leaves the kiln",
    "fr": "Mesurer la chaleur qui quitte le séchoir",
    "de": "Messen, wie viel Wärme die Trockenkammer verlässt",
}
EARLIER_IDEA = {
    "en": "Buy heat pumps together and ask for one offer.",
    "fr": "Acheter des pompes à chaleur ensemble, avec une seule offre.",
    "de": "Wärmepumpen gemeinsam kaufen und ein einziges Angebot einholen.",
}
EARLIER_RESULTS = {
    "en": "Good figures, a tired public. In the daytime and in a workshop next time.",
    "fr": "De bons chiffres, un public fatigué. La prochaine fois en journée et dans un atelier.",
    "de": "Gute Zahlen, müdes Publikum. Nächstes Mal tagsüber und in einer Werkstatt.",
}
