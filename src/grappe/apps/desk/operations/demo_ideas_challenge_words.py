"""What is asked, answered and voted on in the demonstration's ideation campaigns? All of it invented."""

from __future__ import annotations

QUESTION = {
    "en": "What could the companies of our business parks do together to throw less away?",
    "fr": "Que pourraient faire ensemble les entreprises de nos zones d’activités pour jeter moins ?",
    "de": "Was könnten die Unternehmen unserer Gewerbegebiete gemeinsam tun, um weniger wegzuwerfen?",
}
BACKGROUND = {
    "en": "Offcuts, heat, packaging, machines that stand still: much of it is paid for twice. One sentence is enough. "
    "What most of you want is worked out with you.",
    "fr": "Chutes, chaleur, emballages, machines à l’arrêt : beaucoup se paie deux fois. Une phrase suffit. Ce que le "
    "plus grand nombre souhaite sera travaillé avec vous.",
    "de": "Verschnitt, Wärme, Verpackungen, stillstehende Maschinen: Vieles wird zweimal bezahlt. Ein Satz genügt. Was "
    "die meisten wünschen, wird mit Ihnen ausgearbeitet.",
}
# Titles of a group, its answers (language, words), and how many votes it gets; the first five become ideas.
GROUPS: tuple[tuple[dict[str, str], tuple[tuple[str, str], ...], int], ...] = (
    (
        {
            "en": "One recycling line for composite offcuts",
            "fr": "Une ligne de recyclage pour les chutes de composites",
            "de": "Eine Recyclinglinie für Verschnitt aus Verbundwerkstoffen",
        },
        (
            ("fr", "Une ligne de recyclage commune pour nos chutes de fibre de carbone."),
            ("de", "Eine gemeinsame Recyclinganlage für Verschnitt aus Carbonfasern."),
            ("en", "A shared recycling line for carbon fibre offcuts, so that nobody burns them any more."),
            ("fr", "Recycler ensemble les déchets composites au lieu de les incinérer."),
            ("de", "Verbundabfälle gemeinsam recyceln statt verbrennen."),
        ),
        14,
    ),
    (
        {
            "en": "Lend each other machines and measuring devices",
            "fr": "Se prêter machines et appareils de mesure",
            "de": "Maschinen und Messgeräte untereinander verleihen",
        },
        (
            ("en", "A platform on which companies lend each other machines that stand still."),
            ("fr", "Une plateforme pour se prêter les machines qui ne tournent pas."),
            ("de", "Eine Plattform, auf der Betriebe einander stillstehende Maschinen leihen."),
            ("de", "Teure Messgeräte zwischen den Firmen teilen, statt sie mehrfach zu kaufen."),
            (
                "fr",
                "Partager les appareils de mesure coûteux entre entreprises au lieu de les acheter chacun.",
            ),
        ),
        12,
    ),
    (
        {
            "en": "A heat network in the business park",
            "fr": "Un réseau de chaleur dans la zone d’activités",
            "de": "Ein Wärmenetz im Gewerbegebiet",
        },
        (
            ("de", "Abwärme der Öfen in ein Wärmenetz für das ganze Gewerbegebiet speisen."),
            ("fr", "Injecter la chaleur perdue des fours dans un réseau de chaleur de la zone."),
            ("en", "Feed the waste heat of our furnaces into a heat network for the whole business park."),
            ("fr", "Chauffer les bureaux voisins avec la chaleur perdue de notre centre de données."),
            ("en", "Heat the neighbouring offices with the waste heat of the data centre."),
        ),
        12,
    ),
    (
        {
            "en": "Reusable boxes between suppliers and customers",
            "fr": "Des caisses réutilisables entre fournisseurs et clients",
            "de": "Mehrwegkisten zwischen Lieferanten und Kunden",
        },
        (
            ("fr", "Des caisses de transport réutilisables avec consigne entre fournisseurs et clients."),
            ("de", "Mehrwegkisten mit Pfand für den Transport zwischen Lieferanten und Kunden."),
            ("en", "Reusable transport boxes with a deposit between suppliers and customers."),
            ("en", "Stop cardboard: deliver in returnable boxes."),
            ("fr", "Remplacer le carton par des emballages consignés."),
        ),
        9,
    ),
    (
        {
            "en": "A repair workshop with printed spare parts",
            "fr": "Un atelier de réparation avec pièces imprimées",
            "de": "Eine Reparaturwerkstatt mit gedruckten Ersatzteilen",
        },
        (
            (
                "de",
                "Eine gemeinsame Werkstatt, die Ersatzteile im 3D-Druck herstellt und Maschinen repariert.",
            ),
            ("fr", "Un atelier commun qui répare les machines et imprime les pièces de rechange en 3D."),
            ("en", "A common workshop that repairs machines and prints spare parts in 3D."),
            ("de", "Reparieren statt wegwerfen: Ersatzteile aus dem 3D-Drucker."),
        ),
        7,
    ),
    (
        {
            "en": "Training in design for reuse",
            "fr": "Se former à la conception pour le réemploi",
            "de": "Schulungen zu wiederverwendbarem Design",
        },
        (
            ("en", "Train our designers to design products that can be taken apart and reused."),
            ("fr", "Former nos concepteurs à des produits démontables et réutilisables."),
            ("de", "Unsere Entwickler schulen, zerlegbare und wiederverwendbare Produkte zu entwerfen."),
        ),
        4,
    ),
)
ALONE: tuple[tuple[str, str, int], ...] = (
    ("fr", "Donner les invendus de la cantine à une association.", 3),
    ("de", "Regenwasser der Dächer in einer Zisterne sammeln.", 2),
    ("en", "One mailing list for pallets that somebody else could use.", 3),
)
HIDDEN = ("en", "Our company sells the best shredders: call us for a special price!")
WHY_HIDDEN = "Advertising; please send it once more as an idea."

OPEN_QUESTION = {
    "en": "Which data would you share with other hospitals and companies, if it were safe?",
    "fr": "Quelles données partageriez-vous avec d’autres hôpitaux et entreprises, si c’était sûr ?",
    "de": "Welche Daten würden Sie mit anderen Krankenhäusern und Unternehmen teilen, wenn es sicher wäre?",
}
OPEN_BACKGROUND = {
    "en": "We look for uses of health data from which several would gain. No personal data here, please.",
    "fr": "Nous cherchons des usages de données de santé utiles à plusieurs. Pas de données personnelles ici, merci.",
    "de": "Wir suchen Nutzungen von Gesundheitsdaten, von denen mehrere etwas haben. Bitte keine Personendaten.",
}
OPEN_ANSWERS: tuple[tuple[str, str], ...] = (
    ("fr", "Les durées d’attente aux urgences, heure par heure, pour mieux répartir les patients."),
    ("de", "Wartezeiten der Notaufnahmen, damit Patienten besser verteilt werden."),
    ("en", "Failures of medical devices, without the patients, so that makers learn faster."),
    ("fr", "La consommation de médicaments par service, pour commander ensemble."),
)
