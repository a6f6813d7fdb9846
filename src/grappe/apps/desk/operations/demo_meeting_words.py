"""Which words does the demonstration's coming B2B event have? All invented, in three languages."""

from __future__ import annotations

TITLES = {
    "en": "Partners of the Greater Region: B2B meetings",
    "fr": "Partenaires de la Grande Région : rendez-vous d’affaires",
    "de": "Partner der Großregion: Geschäftstreffen",
}
SUMMARIES = {
    "en": "Sixty companies, twenty minutes a meeting, one timetable for everybody.",
    "fr": "Soixante entreprises, vingt minutes par rendez-vous, un planning pour tous.",
    "de": "Sechzig Unternehmen, zwanzig Minuten je Treffen, ein Zeitplan für alle.",
}
DESCRIPTIONS = {
    "en": "Say what you offer and what you seek, ask those you would like to meet, and get a day of meetings that fits: "
    "the timetable is computed for all of you at once. (Invented for the demonstration.)",
    "fr": "Dites ce que vous offrez et ce que vous cherchez, demandez à rencontrer ceux qui vous intéressent, et recevez une "
    "journée de rendez-vous qui tient : le planning est calculé pour tous à la fois. (Inventé pour la démonstration.)",
    "de": "Sagen Sie, was Sie anbieten und suchen, fragen Sie an, wen Sie treffen möchten, und erhalten Sie einen Tag, der "
    "aufgeht: Der Zeitplan wird für alle zugleich berechnet. (Für die Vorführung erfunden.)",
}
DIRECTIONS = {
    "en": "Tram T1 to the stop Luxexpo, then five minutes on foot: follow the signs “B2B”, hall 4.",
    "fr": "Tram T1 jusqu’à l’arrêt Luxexpo, puis cinq minutes à pied : suivez les panneaux « B2B », hall 4.",
    "de": "Straßenbahn T1 bis zur Haltestelle Luxexpo, dann fünf Minuten zu Fuß: den Schildern „B2B“ folgen, Halle 4.",
}
MESSAGES = {
    "fr": "Nous cherchons un partenaire pour un premier essai cette année.",
    "de": "Wir suchen einen Partner für einen ersten Versuch in diesem Jahr.",
    "en": "We are looking for a partner for a first trial this year.",
}
# Name, function, organisation, what is said of them.
SPEAKERS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    (
        "Hélène Exemple", "Directrice des achats", "Constructions Modèle S.A.",
        {
            "en": "Buys for three building sites in Luxembourg and Lorraine.",
            "fr": "Achète pour trois chantiers au Luxembourg et en Lorraine.",
            "de": "Kauft für drei Baustellen in Luxemburg und Lothringen ein.",
        },
    ),
    (
        "Jürgen Muster", "Geschäftsführer", "Muster Werkzeugbau GmbH",
        {
            "en": "Found four of his suppliers at meetings like these.",
            "fr": "A trouvé quatre de ses fournisseurs lors de rendez-vous comme ceux-ci.",
            "de": "Fand vier seiner Zulieferer bei Treffen wie diesen.",
        },
    ),
    (
        "Nora Fictif", "Juriste", "Étude Fictive",
        {
            "en": "Drafts contracts between small companies.",
            "fr": "Rédige des contrats entre petites entreprises.",
            "de": "Verfasst Verträge zwischen kleinen Unternehmen.",
        },
    ),
)  # fmt: skip
# From, until (hour, minute), room, places of the speakers, title, what it is about.
SESSIONS: tuple[
    tuple[tuple[int, int], tuple[int, int], str, tuple[int, ...], dict[str, str], dict[str, str]], ...
] = (
    (
        (9, 0), (9, 25), "Foyer", (0,),
        {
            "en": "Welcome: what a buyer wants to hear in twenty minutes",
            "fr": "Accueil : ce qu’un acheteur veut entendre en vingt minutes",
            "de": "Begrüßung: was ein Einkäufer in zwanzig Minuten hören will",
        },
        {
            "en": "Three questions to have an answer to before you sit down.",
            "fr": "Trois questions auxquelles avoir une réponse avant de s’asseoir.",
            "de": "Drei Fragen, auf die Sie eine Antwort haben sollten, bevor Sie sich setzen.",
        },
    ),
    (
        (9, 30), (12, 30), "Tables 1–16", (),
        {"en": "Business meetings, morning", "fr": "Rendez-vous d’affaires, matin", "de": "Geschäftstreffen, Vormittag"},
        {},
    ),
    (
        (12, 30), (13, 20), "Foyer", (), {"en": "Lunch", "fr": "Déjeuner", "de": "Mittagessen"}, {},
    ),
    (
        (13, 20), (13, 55), "Salle 2", (1, 2),
        {
            "en": "From the first meeting to a contract",
            "fr": "Du premier rendez-vous au contrat",
            "de": "Vom ersten Treffen zum Vertrag",
        },
        {
            "en": "What became of forty meetings, and what the contracts had in common.",
            "fr": "Ce que sont devenus quarante rendez-vous, et ce que les contrats avaient en commun.",
            "de": "Was aus vierzig Treffen wurde, und was die Verträge gemeinsam hatten.",
        },
    ),
    (
        (14, 0), (17, 0), "Tables 1–16", (),
        {
            "en": "Business meetings, afternoon", "fr": "Rendez-vous d’affaires, après-midi",
            "de": "Geschäftstreffen, Nachmittag",
        },
        {},
    ),
    (
        (17, 0), (17, 30), "Foyer", (), {"en": "A drink together", "fr": "Verre de l’amitié", "de": "Ausklang"}, {},
    ),
)  # fmt: skip
