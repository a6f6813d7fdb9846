"""What can be computed about any company, whatever the catalogue? Its region, its links, the aids it holds.

A catalogue's rules may ask for these without describing them; a fact stated under such a name goes before the
computed value.
"""

from __future__ import annotations

from grappe.engines.eligibility.model import Field
from grappe.engines.kernel import Text

_KIND_LABELS = (
    ("enterprise", Text("Enterprise", "Entreprise", "Unternehmen")),
    ("public_body", Text("Public body", "Organisme public", "Öffentliche Stelle")),
    ("venture_capital", Text("Venture capital", "Capital-risque", "Risikokapitalgesellschaft")),
    ("business_angel", Text("Business angel", "Investisseur providentiel", "Business Angel")),
    (
        "university",
        Text(
            "University or research centre",
            "Université ou centre de recherche",
            "Universität oder Forschungszentrum",
        ),
    ),
    (
        "institutional_investor",
        Text("Institutional investor", "Investisseur institutionnel", "Institutioneller Anleger"),
    ),
    (
        "small_local_authority",
        Text("Small local authority", "Petite autorité locale", "Kleine lokale Behörde"),
    ),
    ("natural_person", Text("Natural person", "Personne physique", "Natürliche Person")),
)
_RELATION_LABELS = (
    ("autonomous", Text("Autonomous", "Autonome", "Eigenständig")),
    ("partner", Text("Partner enterprises", "Entreprises partenaires", "Partnerunternehmen")),
    ("linked", Text("Linked enterprises", "Entreprises liées", "Verbundene Unternehmen")),
)


def _choices(labels: tuple[tuple[str, Text], ...]) -> tuple[str, ...]:
    return tuple(choice for choice, _ in labels)


_FIELDS = (
    Field(
        "nuts",
        "text",
        Text("Region (NUTS)", "Région (NUTS)", "Region (NUTS)"),
        Text(
            "In which NUTS region is the company (such as LU000)?",
            "Dans quelle région NUTS se trouve l’entreprise (par exemple LU000) ?",
            "In welcher NUTS-Region liegt das Unternehmen (etwa LU000)?",
        ),
        changeable=True,
        derived="nuts",
    ),
    Field(
        "largest_owner_pct",
        "percent",
        Text(
            "Largest share of one owner",
            "Plus grande part d’un propriétaire",
            "Größter Anteil eines Eigentümers",
        ),
        Text(
            "Which share of capital or votes does the largest owner hold?",
            "Quelle part du capital ou des voix détient le plus grand propriétaire ?",
            "Welchen Anteil an Kapital oder Stimmen hält der größte Eigentümer?",
        ),
        unit="%",
        minimum=0,
        maximum=100,
        derived="largest_owner_pct",
    ),
    Field(
        "largest_holding_pct",
        "percent",
        Text(
            "Largest share in another enterprise",
            "Plus grande participation dans une autre entreprise",
            "Größte Beteiligung an einem anderen Unternehmen",
        ),
        Text(
            "Which is the largest share that the company holds in another enterprise?",
            "Quelle est la plus grande participation de l’entreprise dans une autre ?",
            "Welches ist die größte Beteiligung des Unternehmens an einem anderen?",
        ),
        unit="%",
        minimum=0,
        maximum=100,
        derived="largest_holding_pct",
    ),
    Field(
        "public_ownership_pct",
        "percent",
        Text(
            "Share held by public bodies",
            "Part détenue par des organismes publics",
            "Anteil öffentlicher Stellen",
        ),
        Text(
            "Which share do public bodies hold together?",
            "Quelle part des organismes publics détiennent-ils ensemble ?",
            "Welchen Anteil halten öffentliche Stellen zusammen?",
        ),
        unit="%",
        minimum=0,
        maximum=100,
        derived="public_ownership_pct",
    ),
    Field(
        "owner_kinds",
        "set",
        Text("Kinds of owners", "Types de propriétaires", "Arten von Eigentümern"),
        Text(
            "Which kinds of owners does the company have?",
            "Quels types de propriétaires l’entreprise a-t-elle ?",
            "Welche Arten von Eigentümern hat das Unternehmen?",
        ),
        choices=_choices(_KIND_LABELS),
        choice_labels=_KIND_LABELS,
        derived="owner_kinds",
    ),
    Field(
        "owner_countries",
        "set",
        Text("Countries of the owners", "Pays des propriétaires", "Länder der Eigentümer"),
        Text(
            "Which countries are the owners from (two letters, such as LU)?",
            "De quels pays sont les propriétaires (deux lettres, par exemple LU) ?",
            "Aus welchen Ländern sind die Eigentümer (zwei Buchstaben, etwa LU)?",
        ),
        derived="owner_countries",
    ),
    Field(
        "group_relation",
        "choice",
        Text(
            "Relation to other enterprises",
            "Relation avec d’autres entreprises",
            "Beziehung zu anderen Unternehmen",
        ),
        Text(
            "Is the company autonomous, or has it partner or linked enterprises?",
            "L’entreprise est-elle autonome, ou a-t-elle des entreprises partenaires ou liées ?",
            "Ist das Unternehmen eigenständig, oder hat es Partner- oder verbundene Unternehmen?",
        ),
        choices=_choices(_RELATION_LABELS),
        choice_labels=_RELATION_LABELS,
        derived="group_relation",
    ),
    Field(
        "part_of_group",
        "boolean",
        Text("Part of a group", "Fait partie d’un groupe", "Teil einer Gruppe"),
        Text(
            "Is the company part of a group of linked enterprises?",
            "L’entreprise fait-elle partie d’un groupe d’entreprises liées ?",
            "Gehört das Unternehmen zu einer Gruppe verbundener Unternehmen?",
        ),
        derived="part_of_group",
    ),
    Field(
        "aids_held",
        "set",
        Text("Aids obtained", "Aides obtenues", "Erhaltene Förderungen"),
        Text(
            "Which programmes has the company obtained already?",
            "Quels programmes l’entreprise a-t-elle déjà obtenus ?",
            "Welche Programme hat das Unternehmen schon erhalten?",
        ),
        derived="aids_held",
    ),
    Field(
        "aids_held_eur",
        "money",
        Text("Aid obtained", "Aide obtenue", "Erhaltene Förderung"),
        Text(
            "How much aid has the company obtained?",
            "Combien d’aide l’entreprise a-t-elle obtenue ?",
            "Wie viel Förderung hat das Unternehmen erhalten?",
        ),
        unit="EUR",
        minimum=0,
        derived="aids_held_eur",
    ),
)
COMPUTED: dict[str, Field] = {field.id: field for field in _FIELDS}
