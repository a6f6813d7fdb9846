"""Which words do the demonstration's gates have? All invented; each in the language of whoever had the idea."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gated:
    """An idea at its gate: what it says, the scores of each reviewer on each criterion, and what was decided when."""

    language: str
    title: str
    text: str
    clusters: tuple[str, ...]
    problem: str
    scores: tuple[tuple[int | None, ...], ...]  # a row for each reviewer
    words: tuple[str, ...]  # what each says over all
    outcome: str = ""
    why: str = ""
    days: int = 8  # brought to its gate so many days ago
    later: str = ""  # what became of it: "further", "parked", "rejected", "reopened"


# At the gate for a business case: who look at the same papers and do not agree.
OPEN = (
    Gated(
        "de", "Gemeinsamer Brennofen für kleine Keramikserien",
        "Drei Werkstätten teilen sich einen Ofen mit Wärmerückgewinnung; gebrannt wird nach Kalender.",
        ("materials",), "Kleine Öfen stehen vier Tage der Woche still und fressen trotzdem Strom.",
        ((4, 0, 3, 4), (1, 4, 3, 4), (4, 1, 2, 3), (0, 4, None, 4)),
        ("Der Nutzen ist klar, Partner fehlen noch.", "Für drei Betriebe ist das keine Frage des Landes.",
         "Die Wirkung ist groß, wenn fünf mitmachen.", "Wirtschaftlich sehe ich nichts; ökologisch ist es richtig."),
    ),
    Gated(
        "fr", "Un passeport de réemploi pour les façades",
        "Chaque élément de façade porte un code : matière, fixations, âge. À la dépose, il trouve preneur avant d’être démonté.",
        ("wood", "cleantech"), "Les façades déposées partent à la benne, car personne ne sait de quoi elles sont faites.",
        ((2, 4, 4, 3), (2, 3, 4, 4), (3, 4, 3, 3), (2, 4, 3, 4)),
        ("Des partenaires solides, un impact encore modeste.", "Faisable dès l’an prochain.",
         "Le registre existe déjà à moitié.", "À relier à la commande publique."),
    ),
    Gated(
        "en", "Night shifts on laboratory equipment",
        "Hospitals and companies share analysers that stand idle at night, with a technician on call.",
        ("healthtech",), "Analysers that cost half a million run six hours a day.",
        ((3, 3, 3, 2), (3, 2, 2, 2), (3, 3, 3, 2)),
        ("Sound, and not very bold.", "Who is liable for a sample that is lost?", "A good start."),
    ),
)  # fmt: skip

# At the first gate, and decided since.
PAST = (
    Gated(
        "fr", "Un simulateur de chaîne du froid en libre accès", "Les PME testent leurs emballages avant d’acheter.",
        ("healthtech",), "Un lot perdu coûte plus que le simulateur.",
        ((4, 3, 4),), ("Utile et simple.",), "pass",
        "Huit entreprises l’ont demandé, et le matériel existe. (inventé)", 190,
    ),
    Gated(
        "de", "Werkzeuge leihen statt kaufen", "Ein Regal je Gewerbegebiet, gebucht mit dem Telefon.",
        ("materials",), "Teure Werkzeuge liegen fast immer.",
        ((2, 3, 3),), ("Nett, aber der Bedarf ist dünn.",), "rework",
        "Bitte zuerst mit zehn Betrieben sprechen und den Bedarf zeigen. (erfunden)", 150,
    ),
    Gated(
        "en", "A shared booth at every fair", "One booth for twelve small companies, with a rota.",
        ("digital",), "A booth of one’s own is out of reach.",
        ((1, 2, 4),), ("Others do this already.",), "reject",
        "The chamber of commerce offers the same, and better known. (invented)", 120,
    ),
    Gated(
        "fr", "Un laboratoire de métrologie sur roues", "Une camionnette mesure chez les PME ce qu’elles ne mesurent jamais.",
        ("materials",), "Une machine de mesure coûte plus que la pièce.",
        ((4, 4, 3),), ("Le besoin est partout dans nos notes.",), "pass",
        "Douze entreprises l’ont demandé en un an. (inventé)", 340, "further",
    ),
    Gated(
        "de", "Eine Abwärmekarte der Gewerbegebiete", "Wer Wärme übrig hat und wer welche braucht, auf einer Karte.",
        ("cleantech",), "Wärme geht durch den Kamin, während nebenan geheizt wird.",
        ((4, 3, 4),), ("Klar, günstig, nützlich.",), "pass",
        "Zwei Gemeinden und neun Betriebe machen mit. (erfunden)", 310, "further",
    ),
    Gated(
        "en", "A helpdesk for export papers", "One person answers for thirty small exporters.",
        ("digital",), "Each of them learns the same form by mistakes.",
        ((2, 3, 3),), ("Wanted, though others could do it.",), "pass",
        "Let us try whether thirty exporters join. (invented)", 290, "parked",
    ),
    Gated(
        "fr", "Un achat groupé de granulés recyclés", "Dix plasturgistes commandent ensemble une qualité garantie.",
        ("materials", "cleantech"), "Seul, aucun n’obtient une qualité constante.",
        ((3, 2, 2),), ("Les volumes me paraissent faibles.",), "pass",
        "À préciser avec les plasturgistes. (inventé)", 270, "rejected",
    ),
    Gated(
        "de", "Ein Ersatzteillager für alte Maschinen", "Ein Lager und eine Liste: wer hat noch ein Getriebe von 1987?",
        ("materials",), "Eine alte Presse steht wegen eines Teils für sechzig Euro.",
        ((3, 2, 2),), ("Jetzt fehlt ein Ort dafür.",), "park",
        "Wir sehen es uns wieder an, wenn die Halle frei wird. (erfunden)", 240,
    ),
    Gated(
        "en", "Drones that look at roofs", "Solar installers share one pilot and one camera.",
        ("cleantech",), "A ladder and half a day for each offer.",
        ((2, 1, 4),), ("Who needs it more than once a year?",), "reject",
        "Nobody but its author has asked for it. (invented)", 220, "reopened",
    ),
)  # fmt: skip
EXPERTS = (
    ("Dr. Ines Gutachter", "ines.gutachter@institut.example", "Institut für Beispielkunde", "de"),
    ("Paul Relecteur", "paul.relecteur@universite.example", "Université Exemple", "fr"),
)
