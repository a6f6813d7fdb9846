"""Which words do the demonstration's working groups have? All invented; its minutes are in French, its working language."""

from __future__ import annotations

from dataclasses import dataclass

NAMES = {
    "en": "A shared test bench for composites",
    "fr": "Un banc d’essai partagé pour les composites",
    "de": "Ein gemeinsamer Prüfstand für Verbundwerkstoffe",
}
PURPOSES = {
    "en": "Makers of composite parts and their customers agree on what a test bench must be able to do, who pays for it "
    "and where it stands, so that nobody drives 300 km for a fatigue test.",
    "fr": "Les fabricants de pièces composites et leurs clients conviennent de ce que doit savoir faire un banc d’essai, "
    "de qui le finance et d’où il se trouve, pour que personne ne fasse plus 300 km pour un essai de fatigue.",
    "de": "Hersteller von Verbundteilen und ihre Kunden einigen sich, was ein Prüfstand können muss, wer ihn bezahlt und "
    "wo er steht, damit niemand mehr 300 km zu einer Ermüdungsprüfung fährt.",
}
EXPECTED = {
    "en": "A list of requirements, a cost plan, and a proposal to the ministry.",
    "fr": "Un cahier des charges, un plan de financement et une proposition au ministère.",
    "de": "Ein Lastenheft, ein Finanzierungsplan und ein Vorschlag an das Ministerium.",
}
EXPERT = (
    "Odile Experte",
    "odile.experte@labo-fictif.example",
    "Laboratoire fictif des matériaux",
    "Directrice",
)
OBSERVER = ("Paul Observateur", "paul.observateur@chambre-fictive.example", "Chambre fictive", "Conseiller")


@dataclass(frozen=True, slots=True)
class PointWords:
    """A point of an agenda and what became of it."""

    title: str
    kind: str
    minutes: int
    about: str = ""
    text: str = ""
    decision: str = ""
    votes: tuple[int, int, int] | None = None
    outcome: str = "settled"


@dataclass(frozen=True, slots=True)
class SessionWords:
    """A session: its subject, its points, and the actions given there: (what, number of the point, days, state)."""

    title: str
    points: tuple[PointWords, ...]
    actions: tuple[tuple[str, int, int, str], ...] = ()


SESSIONS = (
    SessionWords(
        "Constitution du groupe",
        (
            PointWords(
                "Tour de table",
                "information",
                20,
                "Chacun présente ses essais d’aujourd’hui et ce qui lui manque.",
                "Les participants présentent leurs besoins. Quatre entreprises sur six font leurs essais de fatigue à "
                "l’étranger, avec des délais de six à dix semaines. Les essais au feu manquent à deux d’entre elles.",
            ),
            PointWords(
                "Périmètre du banc",
                "decision",
                40,
                "Traction, fatigue, feu : par quoi commencer ?",
                "Discussion sur les trois familles d’essais. Le feu demande un bâtiment à part et une autorisation "
                "d’exploitation ; la fatigue et la traction peuvent partager une même machine.",
                "Le groupe se concentre sur la traction et la fatigue ; le feu est étudié à part.",
                (6, 0, 1),
            ),
            PointWords(
                "Calendrier",
                "discussion",
                20,
                "",
                "Une séance toutes les cinq semaines, en alternance en visioconférence et chez un membre.",
            ),
        ),
        (
            ("Recenser les essais faits à l’étranger, avec leur coût", 0, 21, "done"),
            ("Demander à trois laboratoires leurs conditions d’accès", 1, 28, "done"),
        ),
    ),
    SessionWords(
        "Cahier des charges",
        (
            PointWords(
                "Résultats du recensement",
                "information",
                20,
                "",
                "Le recensement réunit 214 essais par an, dont 131 de fatigue. Le coût moyen est de 2 900 € par essai, "
                "transport compris. Le détail est joint aux documents du groupe.",
            ),
            PointWords(
                "Capacité de la machine",
                "decision",
                35,
                "100 kN ou 250 kN ?",
                "Une machine de 100 kN couvre neuf essais sur dix. Celle de 250 kN coûte presque le double et demande "
                "une fondation. Les deux fabricants de pièces pour l’automobile demandent 250 kN pour 2028.",
                "Le cahier des charges porte sur 100 kN, avec une fondation prévue pour 250 kN.",
                (5, 1, 1),
            ),
            PointWords(
                "Lieu",
                "decision",
                30,
                "Deux sites sont proposés.",
                "Les deux sites sont visités d’ici à la prochaine séance ; le vote est reporté.",
                outcome="postponed",
            ),
        ),
        (
            ("Rédiger la première version du cahier des charges", 1, 20, "done"),
            ("Chiffrer la fondation renforcée", 1, 25, "late"),
            ("Organiser la visite des deux sites", 2, 66, "open"),
        ),
    ),
    SessionWords(
        "Financement",
        (
            PointWords(
                "Cahier des charges, première version",
                "discussion",
                30,
                "",
                "Le document est lu point par point. Les tolérances d’alignement sont resserrées ; la température "
                "d’essai va de −40 °C à +180 °C.",
                "La version 1 du cahier des charges est adoptée avec les changements notés en séance.",
                (6, 0, 0),
            ),
            PointWords(
                "Modèle d’exploitation",
                "discussion",
                40,
                "Coopérative, laboratoire existant ou société commune ?",
                "Trois modèles sont comparés. Le laboratoire fictif des matériaux pourrait exploiter le banc si les "
                "membres garantissent 120 jours d’essai par an pendant cinq ans.",
                outcome="postponed",
            ),
        ),
        (
            ("Écrire aux membres pour la garantie de 120 jours", 1, 10, "mine"),
            ("Comparer les trois modèles d’exploitation en deux pages", 1, 24, "open"),
        ),
    ),
)
NEXT = SessionWords(
    "Choix du site et du modèle",
    (
        PointWords(
            "Visite des deux sites : retour", "information", 15, "Photos et relevés sont dans les documents."
        ),
        PointWords("Choix du lieu", "decision", 30, "Reporté de la séance 2."),
        PointWords("Modèle d’exploitation", "decision", 40, "Note de deux pages jointe."),
    ),
)
# Papers on the table of the next session: (its point from 0, the file, its title, what it holds).
PAPERS = (
    (
        0,
        "mesures-des-sites.csv",
        "Mesures prises sur les deux sites (inventées)",
        "site;surface_m2;hauteur_m;charge_du_sol_t_par_m2;puissance_kW\n"
        "Site A;240;7,5;4,0;250\nSite B;310;9,0;2,5;400\n",
    ),
    (
        2,
        "modeles-d-exploitation.md",
        "Trois modèles d’exploitation, comparés en deux pages (inventé)",
        "# Trois modèles d’exploitation\n\n"
        "1. Coopérative : les membres apportent 35 % et se partagent les jours d’essai.\n"
        "2. Laboratoire existant : il exploite, les membres garantissent 120 jours par an pendant cinq ans.\n"
        "3. Société commune : elle investit seule et vend des jours d’essai.\n\n"
        "Le deuxième demande le moins d’argent et engage le plus longtemps.\n",
    ),
)
MESSAGE = "Merci de lire la note sur les modèles d’exploitation avant la séance."
OBJECTION = "Au point 1, la température va jusqu’à +200 °C : c’est ce qui a été dit en séance."
POINT = (
    "Sécurité au travail autour du banc",
    "Notre assureur demande qui répond d’un essai qui tourne mal : à régler avant de choisir l’emplacement.",
)
REQUEST = "Nous fabriquons des outillages en composite et aimerions apporter nos essais."
PROPOSED = {
    "en": "Software in medical devices: one safety file for all authorities",
    "fr": "Logiciels des dispositifs médicaux : un dossier de sécurité pour toutes les autorités",
    "de": "Software in Medizinprodukten: eine Sicherheitsakte für alle Behörden",
}
PROPOSED_PURPOSES = {
    "en": "Five companies write the same safety file in five ways. A common pattern would save each of them weeks.",
    "fr": "Cinq entreprises rédigent le même dossier de sécurité de cinq façons. Un modèle commun ferait gagner des "
    "semaines à chacune.",
    "de": "Fünf Unternehmen schreiben dieselbe Sicherheitsakte auf fünf Arten. Ein gemeinsames Muster spart jedem Wochen.",
}
CLOSED = {
    "en": "Regional timber in public buildings",
    "fr": "Le bois régional dans les bâtiments publics",
    "de": "Regionales Holz in öffentlichen Gebäuden",
}
CLOSED_PURPOSES = {
    "en": "Sawmills, carpenters and public builders agree on dimensions that can be had from the region.",
    "fr": "Scieries, charpentiers et maîtres d’ouvrage publics conviennent de dimensions disponibles dans la région.",
    "de": "Sägewerke, Zimmerer und öffentliche Bauherren einigen sich auf Maße, die es in der Region gibt.",
}
CLOSED_SESSION = SessionWords(
    "Maße und Ausschreibungen",
    (
        PointWords(
            "Liste der Maße", "decision", 45, "",
            "Die Liste umfasst zwölf Querschnitte, die drei Sägewerke auf Lager halten.",
            "Die Liste mit zwölf Querschnitten wird den öffentlichen Bauherren empfohlen.", (4, 0, 0),
        ),
        PointWords("Mustertext für Ausschreibungen", "discussion", 30, "", "Der Mustertext wird gemeinsam durchgesehen."),
    ),
    (("Mustertext an die Bauherren senden", 1, 14, "done"),),
)  # fmt: skip
REPORT = {
    "en": "Twelve dimensions are recommended to public builders; a model text for tenders is in use in two communes.",
    "fr": "Douze dimensions sont recommandées aux maîtres d’ouvrage publics ; un texte type est utilisé dans deux communes.",
    "de": "Zwölf Maße werden öffentlichen Bauherren empfohlen; ein Mustertext ist in zwei Gemeinden in Gebrauch.",
}
PROJECT = "Étude d’implantation du banc sur deux sites, avec plan de financement"
IDEA = "Centre national d’essai des composites, ouvert aux PME"
