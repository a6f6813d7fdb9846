"""Which words does the demonstration's flagship project have? All invented, in three languages."""

from __future__ import annotations

NAMES = {
    "en": "National composites centre (invented)",
    "fr": "Centre national des composites (inventé)",
    "de": "Nationales Zentrum für Verbundwerkstoffe (erfunden)",
}
SUMMARIES = {
    "en": "One house in which companies test, bond and recycle composite parts, instead of driving abroad for each test. "
    "A fatigue bench, a bonding laboratory and a training workshop are open to all; users pay by the hour.",
    "fr": "Une maison où les entreprises testent, collent et recyclent des pièces en composite au lieu de partir à l’étranger "
    "pour chaque essai. Un banc de fatigue, un laboratoire de collage et un atelier-école sont ouverts à tous ; les "
    "utilisateurs paient à l’heure.",
    "de": "Ein Haus, in dem Unternehmen Verbundteile prüfen, kleben und wiederverwerten, statt für jede Prüfung ins Ausland "
    "zu fahren. Ermüdungsprüfstand, Klebelabor und Lehrwerkstatt stehen allen offen; bezahlt wird nach Stunden.",
}
GOVERNANCE = {
    "en": "A steering board of all partners meets every quarter and decides by two thirds. The coordinator runs the house. "
    "A users’ council of SMEs sets the order of tests.",
    "fr": "Un comité de pilotage de tous les partenaires se réunit chaque trimestre et décide aux deux tiers. Le "
    "coordinateur mène la maison. Un conseil d’utilisateurs de PME fixe l’ordre des essais.",
    "de": "Ein Lenkungsausschuss aller Partner tagt jedes Quartal und entscheidet mit zwei Dritteln. Der Koordinator führt "
    "das Haus. Ein Nutzerrat der KMU legt die Reihenfolge der Prüfungen fest.",
}
PLACE = "Bascharage"

# Of the companies on file, in this order: role, what each does, and which promise its letter makes (EUR; None: no amount).
FIRMS = (
    ("coordinator", {"en": "Runs the house", "fr": "Mène la maison", "de": "Führt das Haus"}, 3_000_000),
    ("industrial", {"en": "Fatigue bench", "fr": "Banc de fatigue", "de": "Ermüdungsprüfstand"}, 2_200_000),
    ("industrial", {"en": "Bonding laboratory", "fr": "Laboratoire de collage", "de": "Klebelabor"}, 900_000),
    ("user", {"en": "First series of tests", "fr": "Première série d’essais", "de": "Erste Prüfreihe"}, None),
)
# Not on file: name, country, kind, role, what it does, promise.
OTHERS = (
    (
        "Institut Exemple des matériaux", "LU", "research", "research",
        {"en": "Methods and recycling", "fr": "Méthodes et recyclage", "de": "Verfahren und Wiederverwertung"}, 1_500_000,
    ),
    (
        "Hochschule Muster Trier", "DE", "research", "research",
        {"en": "Training", "fr": "Formation", "de": "Ausbildung"}, None,
    ),
)  # fmt: skip
# Costs of each partner by category and how they are paid, for each of four years (thousands of euros):
# category, private, national aid, European Union, other public money. Costs are their sum, so that both agree.
MONEY = (
    (("research_infrastructure", 500, 500, 250, 0), ("industrial_research", 200, 300, 0, 0)),
    (("experimental_development", 520, 280, 0, 0),),
    (("industrial_research", 180, 220, 0, 0),),
    (("experimental_development", 160, 160, 0, 0),),
    (("industrial_research", 150, 200, 350, 100),),
    (("training", 60, 0, 90, 0),),
)
YEARS = 4
# What the second partner was granted already (EUR), for which costs, and the rate that its scheme allows for them.
AWARD, AWARD_COSTS, AWARD_PCT = 560_000, 3_200_000, 40

# Texts, due (days from the start of the project), reached (days from the start; None: not yet).
MILESTONES = (
    ({"en": "The hall is handed over", "fr": "Le hall est remis", "de": "Die Halle ist übergeben"}, 60, 55),
    ({"en": "The fatigue bench runs", "fr": "Le banc de fatigue tourne", "de": "Der Ermüdungsprüfstand läuft"}, 140, None),
    (
        {"en": "First series of an SME tested", "fr": "Première série d’une PME testée", "de": "Erste Serie eines KMU geprüft"},
        330, None,
    ),
    (
        {"en": "One hundred companies served", "fr": "Cent entreprises servies", "de": "Hundert Unternehmen bedient"},
        1_100, None,
    ),
)  # fmt: skip
# Texts, by which partner, due and delivered (days from the start).
DELIVERABLES = (
    ({"en": "Price list by the hour", "fr": "Tarif à l’heure", "de": "Preisliste nach Stunden"}, 0, 90, 84),
    (
        {"en": "Handbook of test methods", "fr": "Manuel des méthodes", "de": "Handbuch der Prüfverfahren"},
        4,
        300,
        None,
    ),
)
# Texts, likelihood, impact, whose (a partner's place, -1: who leads, None: nobody), measure.
RISKS = (
    (
        {"en": "Not enough hours sold in the first two years", "fr": "Trop peu d’heures vendues les deux premières années",
         "de": "Zu wenige Stunden in den ersten zwei Jahren verkauft"}, 3, 4, None,
        {"en": "Framework contracts before opening", "fr": "Contrats-cadres avant l’ouverture", "de": "Rahmenverträge vor "
         "der Eröffnung"},
    ),
    (
        {"en": "Skilled people are not found", "fr": "Manque de personnel qualifié", "de": "Fachkräfte fehlen"}, 4, 3, 5,
        {"en": "Own training from the first year", "fr": "Formation propre dès la première année", "de": "Eigene Ausbildung "
         "ab dem ersten Jahr"},
    ),
    (
        {"en": "The price of the hall rises", "fr": "Le prix du hall augmente", "de": "Der Preis der Halle steigt"}, 2, 3, -1,
        {"en": "Fixed price in the contract", "fr": "Prix fixe au contrat", "de": "Festpreis im Vertrag"},
    ),
)  # fmt: skip
# Texts, partners by place, begins and ends (days from the start), costs.
PROJECTS = (
    (
        {"en": "Recycling of carbon fibres", "fr": "Recyclage des fibres de carbone", "de": "Wiederverwertung von Carbonfasern"},
        (0, 2, 4), 30, 760, 640_000,
    ),
    (
        {"en": "Bonded joints without rivets", "fr": "Assemblages collés sans rivets", "de": "Geklebte Verbindungen ohne Niete"},
        (1, 2, 5), 200, 900, 480_000,
    ),
)  # fmt: skip
# Kind, and for each year what is expected and what was reached (None: not known).
INDICATORS = (
    ("jobs", ((6, 5), (14, None), (26, None), (45, None))),
    ("investment", ((2_500_000, 2_310_000), (3_000_000, None), (3_500_000, None), (3_000_000, None))),
    ("users", ((8, 6), (30, None), (60, None), (100, None))),
)
LETTER = (
    "Nous confirmons notre intention de participer au Centre national des composites et d’y apporter ce qui est convenu. "
    "Cette lettre est inventée pour la démonstration."
)
