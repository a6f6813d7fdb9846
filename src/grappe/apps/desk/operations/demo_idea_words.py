"""Which words do the demonstration's ideas have? All invented; each in the language of whoever had it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class IdeaWords:
    """An idea: how far it has come, when it was captured, and after how many days it took each step on its way."""

    stage: str
    language: str
    title: str
    text: str
    theme: str
    clusters: tuple[str, ...]
    manager: str  # who looks after it: the first part of the address
    days: int  # captured so many days ago
    steps: tuple[int, ...] = ()  # days after the capture at which it came to the next stage
    canvas: dict[str, str] = field(default_factory=dict)
    comments: tuple[str, ...] = ()
    supporters: int = 0
    why: dict[str, str] = field(default_factory=dict)  # why it was parked or rejected


# What was said at a table in a hall, years before anything was built: the beginning of the flagship.
FIRST_NOTES = (
    "Besuch in der Fertigung. Die Auslastung ist gut, der Nachwuchs fehlt.\n"
    "Für jede Ermüdungsprüfung fahren sie nach Aachen oder Nancy, drei Wochen je Schleife.\n"
    "Wenn es im Land ein gemeinsames Zentrum für Verbundwerkstoffe gäbe, wären wir die Ersten, die dort prüfen.\n"
    "Nächstes Gespräch im Herbst."
)
FIRST_SENTENCE = "Wenn es im Land ein gemeinsames Zentrum für Verbundwerkstoffe gäbe, wären wir die Ersten, die dort prüfen."

IDEAS = (
    IdeaWords(
        "flagship", "de", "Nationales Zentrum für Verbundwerkstoffe",
        "Ein Zentrum, in dem Unternehmen Verbundteile prüfen, kleben und wiederverwerten lernen, statt für jede "
        "Prüfung ins Ausland zu fahren. Prüfstand, Klebelabor und Lehrwerkstatt stehen allen offen, die Kosten tragen "
        "die Nutzer nach Stunden.",
        "value_chains", ("materials", "automobility"), "jonas", 700, (20, 75, 170, 310, 520),
        {
            "problem": "Prüfungen im Ausland dauern drei Wochen und kosten Aufträge.",
            "who": "Vierzehn Hersteller und Zulieferer, dazu Forschung und Ausbildung.",
            "how": "Ein Haus mit Prüfstand, Klebelabor und Lehrwerkstatt, offen nach Stunden.",
            "others": "Aachen, Nancy und Saarbrücken prüfen, aber nicht für kleine Serien.",
            "means": "Rund 18 Mio. € in sechs Jahren, zwölf Menschen, eine Halle mit 2 500 m².",
            "partners": "Fünf Unternehmen, ein Forschungszentrum, das Handwerk.",
            "return": "45 Arbeitsplätze, 30 % kürzere Entwicklung, 1 200 t CO₂ weniger im Jahr.",
            "risks": "Auslastung in den ersten zwei Jahren; Fachkräfte; Preis der Halle.",
        },
        ("Wir würden zwei Tage im Monat belegen.", "Bitte die Wiederverwertung von Anfang an mitdenken."), 9,
    ),
    IdeaWords(
        "candidate", "fr", "Une boucle d’hydrogène vert pour la zone industrielle du Sud",
        "Trois sites voisins consomment de l’hydrogène gris livré par camion. Un électrolyseur commun, alimenté par les "
        "toitures et un parc éolien, couvrirait la moitié des besoins ; l’oxygène irait à la station d’épuration.",
        "sustainability", ("cleantech", "materials"), "mia", 420, (14, 60, 150, 260),
        {
            "problem": "L’hydrogène gris coûte de plus en plus cher en quotas d’émission.",
            "who": "Trois sites industriels et la commune.",
            "how": "Un électrolyseur de 5 MW exploité en commun.",
            "others": "Des boucles semblables existent à Sarrebruck et à Liège.",
            "means": "11 M€, un terrain de la commune, trois ans.",
            "partners": "Deux industriels ont confirmé, le troisième hésite.",
            "return": "2 400 t de CO₂ évitées par an, huit emplois.",
            "risks": "Prix de l’électricité ; autorisation d’exploitation.",
        },
        ("Le prix de l’électricité décidera de tout.",), 6,
    ),
    IdeaWords(
        "business_case", "en", "A shared space for health data that stays in the hospitals",
        "Start-ups need data to test their algorithms, hospitals may not give it away. Let the algorithm travel: each "
        "hospital runs it on its own records and sends back nothing but results.",
        "digital", ("healthtech", "digital"), "claire", 300, (10, 48, 140),
        {
            "problem": "Validation takes eighteen months because nobody may pool records.",
            "who": "Eleven start-ups, four hospitals, patients.",
            "how": "Federated runs with an ethics board in common.",
            "others": "Finland and Catalonia run one; nobody does in the Greater Region.",
            "means": "2.4 M€ in three years, five people.",
            "partners": "Two hospitals have agreed in writing.",
        },
        ("We have waited for this since our first trial.", "Who signs for the ethics board?"), 7,
    ),
    IdeaWords(
        "matured", "de", "Ein digitaler Holzpass vom Stamm bis zum Bauteil",
        "Sägewerke, Zimmereien und Architekten führen Herkunft, Festigkeit und gespeichertes CO₂ eines Balkens in einem "
        "gemeinsamen Pass. Beim Rückbau ist klar, was sich wieder einbauen lässt.",
        "digital", ("wood",), "jonas", 190, (12, 55),
        {
            "problem": "Gebrauchtes Holz wird verbrannt, weil niemand seine Herkunft kennt.",
            "who": "Sägewerke, Zimmereien, Bauherren.",
            "how": "Ein offenes Format und eine kleine App am Stapel.",
            "others": "Für Stahl gibt es so etwas, für Holz nur Zertifikate in Papier.",
        },
        ("Unser Sägewerk druckt heute schon Etiketten, das passt.",), 5,
    ),
    IdeaWords(
        "screened", "fr", "Mutualiser les chutes de bois pour des panneaux isolants",
        "Les menuiseries jettent chaque semaine des sciures propres. Un ramassage commun et une petite ligne de panneaux "
        "isolants en feraient un produit local.",
        "value_chains", ("wood", "cleantech"), "jonas", 75, (15,),
        {"problem": "Les chutes propres partent à l’incinération, et l’isolant vient de loin."}, (), 3,
    ),
    IdeaWords(
        "screened", "en", "Try before you buy: cobots on loan for small workshops",
        "A pool of four collaborative robots goes from workshop to workshop for six weeks each, with somebody who sets "
        "them up.",
        "business_model", ("materials", "digital"), "mia", 120, (21,),
        {"problem": "A robot that nobody has tried is a risk no workshop of ten takes."},
        ("Six weeks is just right.",), 4,
    ),
    IdeaWords(
        "captured", "fr", "Un atelier de réparation pour dispositifs médicaux",
        "Les cliniques jettent des appareils réparables faute de pièces et de certificats. Un atelier agréé les "
        "remettrait en service.",
        "sustainability", ("healthtech",), "claire", 12, (), {}, (), 2,
    ),
    IdeaWords(
        "captured", "de", "Verschnitt von Carbonfasern gemeinsam wiederverwerten",
        "Jeder von uns wirft jede Woche Reste weg. Zusammen wäre es genug für eine kleine Anlage, die daraus Vlies macht.",
        "sustainability", ("materials",), "jonas", 33, (), {}, ("Bei uns sind es 40 kg im Monat.",), 3,
    ),
    IdeaWords(
        "captured", "en", "Recycle carbon fibre offcuts together",
        "One line for the offcuts of all composite makers; the fleece goes back into car interiors.",
        "sustainability", ("materials", "automobility"), "jonas", 26, (), {}, (), 1,
    ),
    IdeaWords(
        "captured", "fr", "Une matinée par mois où les créatifs ouvrent leurs studios à l’industrie",
        "Design et industrie se rencontrent trop peu : un rendez-vous mensuel, sans conférence, dans un studio.",
        "innovation_models", ("creative",), "claire", 5, (), {}, (), 0,
    ),
    IdeaWords(
        "parked", "de", "Drohnen bringen Laborproben zwischen den Kliniken",
        "Proben, die heute mit dem Taxi fahren, fliegen in zwölf Minuten.",
        "innovation_models", ("healthtech", "automobility"), "claire", 260, (16,),
        {"problem": "Eilige Proben stehen im Stau."}, (), 2,
        {
            "fr": "Les règles de vol au-dessus des zones habitées sont en révision : nous reprendrons l’idée ensuite.",
            "de": "Die Regeln für Flüge über bewohntem Gebiet werden gerade geändert: Danach nehmen wir die Idee wieder auf.",
            "en": "The rules for flights above towns are being revised: we take the idea up again afterwards.",
        },
    ),
    IdeaWords(
        "rejected", "en", "A cryptocurrency of our own for cluster services",
        "Members would pay one another in tokens.",
        "business_model", ("digital",), "mia", 340, (), {}, (), 0,
        {
            "fr": "Personne parmi douze entreprises interrogées n’en a l’usage, et les règles européennes la rendraient "
            "coûteuse.",
            "de": "Von zwölf befragten Unternehmen hat keines dafür Verwendung, und die europäischen Regeln machten sie "
            "teuer.",
            "en": "None of twelve companies that we asked has a use for it, and European rules would make it costly.",
        },
    ),
)  # fmt: skip
# The idea in German took up the same one in English.
MERGED = ("Recycle carbon fibre offcuts together", "Verschnitt von Carbonfasern gemeinsam wiederverwerten")
MERGED_WHY = {
    "en": "The same idea in two languages: together they are stronger (invented).",
    "fr": "La même idée en deux langues : ensemble, elles ont plus de poids (inventé).",
    "de": "Dieselbe Idee in zwei Sprachen: gemeinsam wiegen sie mehr (erfunden).",
}
