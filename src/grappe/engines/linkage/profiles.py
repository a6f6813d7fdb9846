"""By what are companies compared, and by what persons? The weights before anything is learned stand here.

`m` is how often two records of one company have a level, `u` how often two of different ones. They are ours, by
rule of thumb; `weighing` learns better ones from the file itself where it is large enough.
"""

from __future__ import annotations

from grappe.engines.linkage.model import Field, Kind, Level, Profile


def number(name: str, *columns: str, shared: bool = False, u: float = 1e-6) -> Field:
    """Return a field for a number that belongs to one record: the same, one slip apart, another."""
    levels = (Level("other", 0.06, 1.0), Level("slip", 0.04, 2e-5), Level("same", 0.90, u))
    return Field(name, Kind.NUMBER, columns or (name,), levels, shared)


def word(name: str, *columns: str, u: float = 1e-3) -> Field:
    """Return a field for a name of a person or a town: the same, nearly, a little, another."""
    levels = (
        Level("other", 0.08, 0.97),
        Level("some", 0.05, 0.02),
        Level("near", 0.17, 5e-3),
        Level("same", 0.70, u),
    )
    return Field(name, Kind.WORD, columns or (name,), levels)


def day(name: str, *columns: str, shared: bool = False) -> Field:
    """Return a field for a day: the same, one slip apart, the same year, another."""
    levels = (
        Level("other", 0.06, 0.97),
        Level("year", 0.06, 0.03),
        Level("slip", 0.08, 2e-3),
        Level("same", 0.80, 1e-4),
    )
    return Field(name, Kind.DATE, columns or (name,), levels, shared)


def category(name: str, *columns: str, m: float = 0.9, u: float = 0.3) -> Field:
    """Return a field for one of few values: the same, or another."""
    return Field(name, Kind.CATEGORY, columns or (name,), (Level("other", 1 - m, 1 - u), Level("same", m, u)))


_NAME = (
    Level("other", 0.04, 0.999),
    Level("apart", 0.0005, 0.5),  # alike, and told apart by a number or a word: another company of the group
    Level("place", 0.02, 5e-4),  # one has the word "Luxembourg" or the like, the other has not
    Level("part", 0.08, 1e-3),
    Level("near", 0.26, 1e-4),
    Level("same", 0.60, 1e-5),
)
_ADDRESS = (
    Level("other", 0.16, 0.90),
    Level("town", 0.12, 0.09),
    Level("road", 0.12, 2e-3),
    Level("same", 0.60, 1e-4),
)

COMPANY = Profile(
    "company",
    (
        Field("name", Kind.COMPANY_NAME, ("name", "brand", "legal_form"), _NAME),
        category("legal_form", "name", "legal_form", m=0.93, u=0.35),
        number("rcs_number"),
        number("vat_number"),
        number("external_id"),
        Field("address", Kind.ADDRESS, ("street", "postcode", "city"), _ADDRESS, shared=True),
        Field(
            "website", Kind.DOMAIN, ("website",), (Level("other", 0.15, 0.999), Level("same", 0.85, 1e-4)), shared=True
        ),
        number("person_email", shared=True),
        number("person_phone", shared=True),
        day("founded", shared=True),
        category("country", m=0.97, u=0.5),
        Field(
            "nace", Kind.CODE, ("nace",),
            (Level("other", 0.15, 0.90), Level("division", 0.15, 0.08), Level("same", 0.70, 0.02)), shared=True,
        ),
    ),
    evenness=0.9,
)  # fmt: skip

# Somebody at a company: the same person twice.
PERSON = Profile(
    "person",
    (
        word("name", u=1e-4),
        number("email", u=1e-5),
        number("phone", u=1e-4, shared=True),  # of a switchboard, as often as not
        Field("function", Kind.WORD, ("function",), word("function", u=0.05).levels, shared=True),
        Field(
            "company", Kind.KEY, ("company_id", "company"),
            (Level("other", 0.25, 0.9999), Level("same", 0.75, 1e-4)), shared=True,
        ),
    ),
    twice=0.05,
    most_shared=(3.0, 6.0, 20.0, 30.0),  # names: other, a little alike, nearly the same, the same
)  # fmt: skip

# The persons of a register or a survey: what the Febrl sets have.
CITIZEN = Profile(
    "citizen",
    (
        word("given_name", u=8e-3),
        word("surname", u=2e-3),
        day("date_of_birth"),
        number("soc_sec_id"),
        Field("address", Kind.ADDRESS, ("address_1", "postcode", "suburb", "street_number"), _ADDRESS),
        word("address_2", u=1e-3),
        category("state", m=0.9, u=0.25),
    ),
)
