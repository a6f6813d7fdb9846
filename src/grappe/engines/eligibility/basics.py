"""What may be asked about every company, whatever the catalogue? The facts at the top of a company's document."""

from __future__ import annotations

from grappe.engines.eligibility.model import Field
from grappe.engines.kernel import Text

_FIELDS = (
    Field(
        "country",
        "country",
        Text("Country of the registered office", "Pays du siège social", "Land des Sitzes"),
        Text(
            "In which country is the registered office (two letters, such as LU)?",
            "Dans quel pays se trouve le siège social (deux lettres, par exemple LU) ?",
            "In welchem Land liegt der Sitz (zwei Buchstaben, etwa LU)?",
        ),
        changeable=True,
    ),
    Field(
        "commune",
        "commune",
        Text("Commune", "Commune", "Gemeinde"),
        Text(
            "In which commune is the company?",
            "Dans quelle commune se trouve l’entreprise ?",
            "In welcher Gemeinde liegt das Unternehmen?",
        ),
        changeable=True,
    ),
    Field(
        "nace",
        "nace",
        Text("Main activity (NACE)", "Activité principale (NACE)", "Haupttätigkeit (NACE)"),
        Text(
            "Which NACE code has the main activity?",
            "Quel est le code NACE de l’activité principale ?",
            "Welchen NACE-Code hat die Haupttätigkeit?",
        ),
    ),
    Field(
        "legal_form",
        "text",
        Text("Legal form", "Forme juridique", "Rechtsform"),
        Text(
            "Which legal form has the company?",
            "Quelle est la forme juridique de l’entreprise ?",
            "Welche Rechtsform hat das Unternehmen?",
        ),
        changeable=True,
    ),
    Field(
        "founded",
        "date",
        Text("Founded on", "Date de constitution", "Gründungsdatum"),
        Text(
            "On which day was the company founded?",
            "À quelle date l’entreprise a-t-elle été constituée ?",
            "An welchem Tag wurde das Unternehmen gegründet?",
        ),
    ),
    Field(
        "headcount",
        "number",
        Text("Headcount", "Effectif", "Mitarbeiterzahl"),
        Text(
            "How many people work there, in annual work units?",
            "Combien de personnes y travaillent, en unités de travail par année ?",
            "Wie viele Personen arbeiten dort, in Jahresarbeitseinheiten?",
        ),
        minimum=0,
    ),
    Field(
        "turnover_eur",
        "money",
        Text("Turnover", "Chiffre d’affaires", "Umsatz"),
        Text(
            "What was the turnover of the last closed year, without VAT?",
            "Quel était le chiffre d’affaires du dernier exercice clos, hors TVA ?",
            "Wie hoch war der Umsatz des letzten abgeschlossenen Jahres, ohne MwSt.?",
        ),
        unit="EUR",
        minimum=0,
    ),
    Field(
        "balance_sheet_eur",
        "money",
        Text("Balance sheet total", "Total du bilan", "Bilanzsumme"),
        Text(
            "What was the balance sheet total of the last closed year?",
            "Quel était le total du bilan du dernier exercice clos ?",
            "Wie hoch war die Bilanzsumme des letzten abgeschlossenen Jahres?",
        ),
        unit="EUR",
        minimum=0,
    ),
    Field(
        "export_share_pct",
        "percent",
        Text(
            "Exports, share of turnover",
            "Exportations, part du chiffre d’affaires",
            "Exporte, Anteil am Umsatz",
        ),
        Text(
            "Which share of the turnover of the last closed year was exported?",
            "Quelle part du chiffre d’affaires du dernier exercice clos a été exportée ?",
            "Welcher Anteil am Umsatz des letzten abgeschlossenen Jahres wurde exportiert?",
        ),
        unit="%",
        minimum=0,
        maximum=100,
    ),
    Field(
        "rd_spending_eur",
        "money",
        Text("R&D spending", "Dépenses de R&D", "Ausgaben für F&E"),
        Text(
            "How much was spent on research and development in the last closed year?",
            "Combien a été dépensé en recherche et développement au cours du dernier exercice clos ?",
            "Wie viel wurde im letzten abgeschlossenen Jahr für Forschung und Entwicklung ausgegeben?",
        ),
        unit="EUR",
        minimum=0,
    ),
    Field(
        "clusters",
        "set",
        Text("Clusters", "Clusters", "Cluster"),
        Text(
            "To which clusters does the company belong?",
            "À quels clusters l’entreprise appartient-elle ?",
            "Welchen Clustern gehört das Unternehmen an?",
        ),
        changeable=True,
    ),
)
BASICS: dict[str, Field] = {field.id: field for field in _FIELDS}
