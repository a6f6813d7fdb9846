"""Which rate may aid have at most, for which costs, by which text? The ceilings of the General Block Exemption
Regulation as data, in two versions.

Source: Regulation (EU) 651/2014 as adopted, and as amended by Regulation (EU) 2023/1315 from 1 July 2023
(http://data.europa.eu/eli/reg/2014/651/oj, http://data.europa.eu/eli/reg/2023/1315/oj). `mark` is "S" where the
rates were read in a text of the regulation or a page that quotes it, "G" where they are general knowledge that has
to be checked against the consolidated text; most limits of notification are. docs/reference/state-aid.md lists both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from grappe.engines.kernel import Period, Text

ADOPTED = Period(date(2014, 7, 1), date(2023, 6, 30))
AMENDED = Period(date(2023, 7, 1), date(2026, 12, 31))  # article 59: the regulation applies until then
SME = frozenset({"micro", "small", "medium"})
EVERY = SME | {"large"}
M = 1_000_000

# Bonuses of which only the greatest counts (article 25(6): points (b), (c) and (d) shall not be combined).
OUTCOMES = (
    "collaboration",
    "research_collaboration",
    "dissemination",
    "licences",
    "a_region",
    "c_region",
    "joint_call",
)
REGIONS = ("a_region", "c_region")


@dataclass(frozen=True, slots=True)
class Terms:
    """The ceiling of one category in one version: `rate = min(cap, base + size + the greatest bonus)`, in
    percent.

    `size` has the points added for small (micro too) and medium enterprises. `limit_eur` is the amount of aid above
    which it must be notified (article 4), per undertaking and project. `period_eur`: aid at a higher rate
    (`period_pct`) up to that amount in three years.
    """

    valid: Period
    article: str
    base: int
    size: tuple[int, int] = (0, 0)
    bonus: Mapping[str, int] = field(default_factory=dict)
    cap: int = 100
    sizes: frozenset[str] = EVERY
    large_base: int | None = None
    limit_eur: int | None = None
    period_eur: int | None = None
    period_pct: int = 100
    mark: str = "G"


@dataclass(frozen=True, slots=True)
class Category:
    """A category of costs, its words, and its terms in each version."""

    code: str
    label: Text
    terms: tuple[Terms, ...]
    needs_application: bool = True  # article 6(2): a written application before work starts

    def on(self, day: date) -> Terms | None:
        """Return the terms in force on a day; None where the regulation does not hold."""
        return next((one for one in self.terms if day in one.valid), None)


_RDI_2014 = {"collaboration": 15, "research_collaboration": 15, "dissemination": 15}
_RDI_2023 = {**_RDI_2014, "licences": 15, "a_region": 15, "c_region": 5, "joint_call": 25}
_REGIONS = {"a_region": 15, "c_region": 5}


def _category(code: str, label: Text, *terms: Terms, needs_application: bool = True) -> Category:
    return Category(code, label, terms, needs_application)


def _both(terms: Terms, limit_eur: int) -> tuple[Terms, Terms]:
    """Return terms that the amendment of 2023 left as they were, save the limit of notification."""
    return terms, replace(terms, valid=AMENDED, limit_eur=limit_eur)


_ALL = (
    _category(
        "fundamental_research", Text("fundamental research", "recherche fondamentale", "Grundlagenforschung"),
        *_both(Terms(ADOPTED, "art. 25(5)(a)", base=100, limit_eur=40 * M, mark="S"), 55 * M),
    ),
    _category(
        "industrial_research", Text("industrial research", "recherche industrielle", "industrielle Forschung"),
        Terms(ADOPTED, "art. 25(5)(b), 25(6)", 50, (20, 10), _RDI_2014, 80, limit_eur=20 * M, mark="S"),
        Terms(AMENDED, "art. 25(5)(b), 25(6)", 50, (20, 10), _RDI_2023, 80, limit_eur=35 * M, mark="S"),
    ),
    _category(
        "experimental_development",
        Text("experimental development", "développement expérimental", "experimentelle Entwicklung"),
        Terms(ADOPTED, "art. 25(5)(c), 25(6)", 25, (20, 10), _RDI_2014, 80, limit_eur=15 * M, mark="S"),
        Terms(AMENDED, "art. 25(5)(c), 25(6)", 25, (20, 10), _RDI_2023, 80, limit_eur=25 * M, mark="S"),
    ),
    _category(
        "feasibility_study", Text("feasibility study", "étude de faisabilité", "Durchführbarkeitsstudie"),
        *_both(
            Terms(ADOPTED, "art. 25(5)(d), 25(7)", base=50, size=(20, 10), cap=70, limit_eur=7_500_000, mark="S"),
            8_250_000,
        ),
    ),
    _category(
        "sme_investment", Text("investment of an SME", "investissement d’une PME", "Investition eines KMU"),
        *_both(Terms(ADOPTED, "art. 17(6)", base=0, size=(20, 10), sizes=SME, limit_eur=7_500_000, mark="S"), 8_250_000),
    ),
    _category(
        "sme_consultancy", Text("consultancy for an SME", "conseil à une PME", "Beratung eines KMU"),
        *_both(Terms(ADOPTED, "art. 18(2)", base=50, sizes=SME, limit_eur=2 * M, mark="S"), 2_200_000),
    ),
    _category(
        "sme_fairs", Text("an SME at fairs", "participation d’une PME à des foires", "Messeteilnahme eines KMU"),
        *_both(Terms(ADOPTED, "art. 19(3)", base=50, sizes=SME, limit_eur=2 * M, mark="S"), 2_200_000),
    ),
    _category(
        "research_infrastructure",
        Text("research infrastructure", "infrastructure de recherche", "Forschungsinfrastruktur"),
        *_both(Terms(ADOPTED, "art. 26(6)", base=50, limit_eur=20 * M), 35 * M),
    ),
    _category(
        "cluster_investment",
        Text("innovation cluster: investment", "pôle d’innovation : investissement", "Innovationscluster: Investition"),
        *_both(Terms(ADOPTED, "art. 27(6)", base=50, bonus=_REGIONS, cap=65, limit_eur=7_500_000), 10 * M),
    ),
    _category(
        "cluster_operation",
        Text("innovation cluster: operation", "pôle d’innovation : fonctionnement", "Innovationscluster: Betrieb"),
        *_both(Terms(ADOPTED, "art. 27(9)", base=50, limit_eur=7_500_000), 10 * M),
    ),
    _category(
        "sme_innovation", Text("innovation of an SME", "innovation d’une PME", "Innovation eines KMU"),
        *_both(Terms(ADOPTED, "art. 28(3)", base=50, sizes=SME, limit_eur=5 * M), 10 * M),
    ),
    _category(
        "sme_innovation_advice",
        Text("innovation advice and support", "conseil et appui à l’innovation", "Innovationsberatung und -unterstützung"),
        Terms(ADOPTED, "art. 28(3), (4)", 50, sizes=SME, limit_eur=5 * M, period_eur=200_000, mark="S"),
        Terms(AMENDED, "art. 28(3), (4)", 50, sizes=SME, limit_eur=10 * M, period_eur=220_000),
    ),
    _category(
        "process_innovation",
        Text(
            "process and organisational innovation", "innovation de procédé et d’organisation",
            "Prozess- und Organisationsinnovation",
        ),
        *_both(Terms(ADOPTED, "art. 29(4)", base=50, large_base=15, limit_eur=7_500_000, mark="S"), 12_500_000),
    ),
    _category(
        "training", Text("training", "formation", "Ausbildung"),
        *_both(Terms(ADOPTED, "art. "
        "31(4)", base=50, size=(20, 10), bonus={"disadvantaged_workers": 10}, cap=70, limit_eur=2 * M), 3 * M),
    ),
    _category(
        "environment",
        Text(
            "environmental protection and decarbonisation", "protection de l’environnement et décarbonation",
            "Umweltschutz und Dekarbonisierung",
        ),
        *_both(Terms(ADOPTED, "art. 36", base=40, size=(20, 10), bonus=_REGIONS, limit_eur=15 * M), 30 * M),
    ),
    _category(
        "energy_efficiency",
        Text("energy efficiency, not of buildings", "efficacité énergétique, hors bâtiments", "Energieeffizienz, "
        "nicht von Gebäuden"),
        *_both(Terms(ADOPTED, "art. 38", base=30, size=(20, 10), limit_eur=15 * M), 30 * M),
    ),
    _category(
        "renewables",
        Text("renewable energy and storage", "énergies renouvelables et stockage", "erneuerbare Energien und Speicherung"),
        *_both(Terms(ADOPTED, "art. 41", base=45, size=(20, 10), limit_eur=15 * M), 30 * M),
    ),
    _category(
        "renewables_other",
        Text("other investments of article 41", "autres investissements de l’article 41", "andere Investitionen des "
        "Artikels 41"),
        *_both(Terms(ADOPTED, "art. 41", base=30, size=(20, 10), limit_eur=15 * M), 30 * M),
    ),
    _category(
        "circular_economy",
        Text("resource efficiency and circular economy", "ressources et économie circulaire", "Ressourceneffizienz "
        "und Kreislaufwirtschaft"),
        Terms(ADOPTED, "art. 47", 35, (20, 10), limit_eur=15 * M),
        Terms(AMENDED, "art. 47", 40, (20, 10), limit_eur=30 * M),
    ),
    _category(
        "environmental_study", Text("environmental study", "étude environnementale", "Umweltstudie"),
        Terms(ADOPTED, "art. 49(3), (4)", 50, (20, 10), limit_eur=15 * M, mark="S"),
        Terms(AMENDED, "art. 49(3), (4)", 60, (20, 10), limit_eur=30 * M, mark="S"),
    ),
)  # fmt: skip
CATEGORIES: Mapping[str, Category] = {one.code: one for one in _ALL}
RDI = ("fundamental_research", "industrial_research", "experimental_development")


@dataclass(frozen=True, slots=True)
class StartUp:
    """Article 22: most aid as a grant to a start-up, in euros, outside assisted regions, in `c` and `a` regions;
    twice that if it is innovative.
    """

    valid: Period
    grant_eur: int
    c_region_eur: int
    a_region_eur: int


START_UP = (
    StartUp(ADOPTED, 400_000, 600_000, 800_000),
    StartUp(AMENDED, 500_000, 750_000, 1_000_000),
)
START_UP_YEARS = 5

BONUS_WORDS: Mapping[str, Text] = {
    "collaboration": Text("effective collaboration between firms", "collaboration effective entre "
    "entreprises", "wirksame Zusammenarbeit zwischen Unternehmen"),
    "research_collaboration": Text("collaboration with a research organisation", "collaboration avec un organisme de "
    "recherche", "Zusammenarbeit mit einer Forschungseinrichtung"),
    "dissemination": Text("wide dissemination of the results", "large diffusion des résultats", "weite Verbreitung "
    "der Ergebnisse"),
    "licences": Text("licences at market price", "licences au prix du marché", "Lizenzen zu Marktpreisen"),
    "a_region": Text("‘a’ region", "région « a »", "„a“-Gebiet"),
    "c_region": Text("‘c’ region", "région « c »", "„c“-Gebiet"),
    "joint_call": Text("project of at least three states, chosen by open call", "projet d’au moins trois États, "
    "choisi par appel ouvert", "Vorhaben von mindestens drei Staaten, offen ausgewählt"),
    "disadvantaged_workers": Text("training of workers with disabilities or disadvantaged workers", "formation de "
    "travailleurs handicapés ou défavorisés", "Ausbildung von Arbeitnehmern mit Behinderungen oder benachteiligten "
    "Arbeitnehmern"),
}  # fmt: skip
