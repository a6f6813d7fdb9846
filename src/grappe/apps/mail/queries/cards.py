"""What does a vCard say, of whichever program, and how is somebody on file written as one (RFC 2426, RFC 6350)?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext as _

from grappe.apps.companies import queries as companies
from grappe.apps.companies.permissions import check_can_edit_company
from grappe.apps.companies.queries.correspondence import namesakes, people_with, seen_by_any
from grappe.apps.companies.queries.kept_out import Comer, erased_among
from grappe.apps.mail.queries.addresses import is_address
from grappe.apps.mail.queries.texts import clean
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company, Person

SALT = "grappe.mail.cards"
MOST_CARDS = 200
MOST_BYTES = 8_000_000  # with pictures
KEPT_SECONDS = 3600
_CARD = re.compile(r"^BEGIN:VCARD\s*$.*?^END:VCARD\s*$", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_PICTURES = re.compile(
    r"^(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)\b[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody as a vCard says; what we keep of a person, and for whom they say they work."""

    name: str
    function: str
    email: str
    phone: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Row:
    """A card in the dry run. `same`: who is on file at the company already; `elsewhere`: at others that the reader sees."""

    number: int
    card: Card
    same: Person | None
    elsewhere: tuple[Person, ...]
    erased_on: date | None = None  # the same person was erased then

    @property
    def differs(self) -> bool:
        """Whether the card says something else of who is on file, or more."""
        if self.same is None:
            return True
        pairs = ((self.card.name, self.same.name), (self.card.function, self.same.function),
                 (self.card.email, self.same.email.casefold()), (_digits(self.card.phone), _digits(self.same.phone)))  # fmt: skip
        return any(said and said != known for said, known in pairs)

    @property
    def usual(self) -> str:
        """What is done unless somebody says otherwise."""
        if self.same is None:
            return "leave" if self.elsewhere or self.erased_on else "add"
        return "change" if self.differs else "leave"


def cards_in(raw: bytes) -> tuple[list[Card], int]:
    """Return the cards of a file, and how many of it could not be read. Raises BadInput where there is none."""
    if len(raw) > MOST_BYTES:
        raise BadInput(
            _("This file is too large: at most %(n)d MB are read.") % {"n": MOST_BYTES // 1_000_000}
        )
    text = _decoded(raw)
    blocks = _CARD.findall(text)
    if not blocks:
        raise BadInput(_("There is no vCard in this file."))
    if len(blocks) > MOST_CARDS:
        raise BadInput(_("At most %(n)d cards are brought in at once.") % {"n": MOST_CARDS})
    found = [card for block in blocks if (card := _card(block)) is not None]
    return found, len(blocks) - len(found)


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return clean(raw.decode(encoding)).lstrip("\ufeff")
        except UnicodeError:
            continue
    return clean(raw.decode("latin-1"))


def _card(block: str) -> Card | None:
    """Return what one card says; None where nothing can be made of it."""
    import vobject

    try:
        found = vobject.readOne(_PICTURES.sub("", f"{block}\n"), ignoreUnreadable=True, allowQP=True)
        name = _text(found, "fn") or _written_name(found)
        email = next((each for each in _values(found, "email") if is_address(each.casefold())), "").casefold()
        phone = _phone(found)
    except Exception:  # the library gives up on what no program should write
        return None
    if not name and email:
        name = email.partition("@")[0]
    if not name:
        return None
    function = (_text(found, "title") or _text(found, "role"))[:200]
    organisation = (_values(found, "org") or [""])[0][:200]
    return Card(name[:200], function, email[:254], phone[:40], organisation)


def _values(card: Any, kind: str) -> list[str]:
    """Return the values of a property, the preferred one first."""
    rows = list(card.contents.get(kind, []))
    rows.sort(key=lambda row: not _preferred(row))
    found = []
    for row in rows:
        value = row.value
        said = " · ".join(str(part) for part in value if part) if isinstance(value, list) else str(value)
        said = re.sub(r"^(?:mailto|tel):", "", " ".join(said.split()), flags=re.IGNORECASE)
        if said:
            found.append(said)
    return found


def _preferred(row: Any) -> bool:
    kinds = {str(each).lower() for each in row.params.get("TYPE", [])}
    return (
        "pref" in kinds or "1" in row.params.get("PREF", []) or "PREF" in getattr(row, "singletonparams", [])
    )


def _text(card: Any, kind: str) -> str:
    return (_values(card, kind) or [""])[0]


def _written_name(card: Any) -> str:
    rows = card.contents.get("n", [])
    if not rows:
        return ""
    value = rows[0].value
    parts = [getattr(value, each, "") for each in ("given", "additional", "family")]
    said = [" ".join(each) if isinstance(each, list) else str(each) for each in parts]
    return " ".join(" ".join(said).split())


def _phone(card: Any) -> str:
    """Return a telephone number: a preferred or mobile one first, no fax."""
    rows = [row for row in card.contents.get("tel", []) if "fax" not in _kinds(row)]
    rows.sort(key=lambda row: (not _preferred(row), "cell" not in _kinds(row), "work" not in _kinds(row)))
    said = str(rows[0].value) if rows else ""
    return " ".join(re.sub(r"^tel:", "", said, flags=re.IGNORECASE).partition(";")[0].split())


def _kinds(row: Any) -> set[str]:
    said = [*row.params.get("TYPE", []), *getattr(row, "singletonparams", [])]
    return {part.lower() for each in said for part in str(each).split(",")}


def dry_run(cards: Iterable[Card], company: Company, *, for_user: User) -> list[Row]:
    """Return what each card would do at a company, and whom it may be the same as. Five queries at most."""
    check_can_edit_company(for_user, company)
    known = list(cards)
    here = companies.possible_people(company.pk)
    allowed: Q = seen_by_any([for_user])
    others = [
        *people_with({each.email for each in known if each.email}, allowed),
        *namesakes({each.name for each in known}, allowed),
    ]
    comers = [Comer(each.name, each.email, company.pk, company.name, company.country) for each in known]
    rows = []
    for number, (card, day) in enumerate(zip(known, erased_among(comers), strict=True)):
        elsewhere = {
            each.pk: each
            for each in others
            if each.company_id != company.pk and (_same_address(each, card) or each.name == card.name)
        }
        same = _same(here, card)
        rows.append(Row(number, card, same, tuple(elsewhere.values())[:3], None if same else day))
    return rows


def _same(people: Iterable[Person], card: Card) -> Person | None:
    """Return who of a company a card is of: by address, else by telephone and name, else by name."""
    ranked = list(people)
    for fits in (_same_address, _same_phone, _same_name):
        if found := next((each for each in ranked if fits(each, card)), None):
            return found
    return None


def _same_address(person: Person, card: Card) -> bool:
    return bool(card.email) and person.email.casefold() == card.email


def _same_phone(person: Person, card: Card) -> bool:
    said = _digits(card.phone)[-8:]
    return len(said) == 8 and _digits(person.phone).endswith(said) and _last(person.name) == _last(card.name)


def _same_name(person: Person, card: Card) -> bool:
    return person.name.casefold() == card.name.casefold() and not (card.email and person.email)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _last(name: str) -> str:
    return (name.split() or [""])[-1].casefold()


def sealed(cards: Iterable[Card], company: Company, *, for_user: User) -> str:
    """Return cards for the second step of their import: nobody can change them on the way, nothing is kept until then."""
    return signing.dumps(
        [company.pk, for_user.pk, [asdict(each) for each in cards]], salt=SALT, compress=True
    )


def unsealed(text: str, company: Company, *, for_user: User) -> list[Card]:
    """Return the cards of the first step. Raises BadInput where they are another's or too old."""
    try:
        where, who, rows = signing.loads(text, salt=SALT, max_age=KEPT_SECONDS)
        if (where, who) != (company.pk, for_user.pk):
            raise ValueError
        return [Card(**row) for row in rows]
    except (signing.BadSignature, ValueError, TypeError) as fault:
        raise BadInput(_("This was too long ago: choose the file once more.")) from fault


def written(people: Iterable[Person], company: Company) -> bytes:
    """Return people as vCards 3.0, which every program reads."""
    import vobject

    host = settings.SITE_URL.partition("://")[2] or "grappe"
    parts = []
    for person in people:
        card = vobject.vCard()
        card.add("fn").value = person.name
        first, _space, last = person.name.rpartition(" ")
        card.add("n").value = vobject.vcard.Name(family=last, given=first)
        card.add("org").value = [company.name]
        card.add("uid").value = f"person-{person.pk}@{host}"
        for kind, value in (("title", person.function), ("email", person.email), ("tel", person.phone)):
            if value:
                added = card.add(kind)
                added.value = value
                if kind != "title":
                    added.type_param = "WORK"
        if company.city or company.street:
            card.add("adr").value = vobject.vcard.Address(
                street=company.street, city=company.city, code=company.postcode, country=company.country
            )
        if company.website:
            card.add("url").value = company.website
        parts.append(card.serialize())
    return "".join(parts).encode()
