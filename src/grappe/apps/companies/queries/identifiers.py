"""Is this a number that a register or a tax office could have given, and how is it written?"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.lu import tva

from grappe.ui.errors import BadInput

# Sections A to K of Luxembourg's Registre de commerce et des sociétés, then up to seven digits; no check digit.
_RCS = re.compile(r"^([A-K])\s*(\d{1,7})$")


def rcs_number(text: str) -> str:
    """Return a Luxembourg RCS number as the register writes it (`B123456`); empty stays empty.

    Raises BadInput when it is none. Source: the register's sections, lbr.lu; checked 2026-11-24 by its form only.
    """
    bare = re.sub(
        r"^R\.?C\.?S\.?\s*(Luxembourg)?\s*:?\s*", "", " ".join(text.split()), flags=re.IGNORECASE
    ).upper()
    if not bare:
        return ""
    match = _RCS.match(bare.replace(".", "").replace("-", ""))
    if not match:
        raise BadInput(
            _("“%(value)s” is no RCS number: a letter from A to K and up to seven digits, like B123456.")
            % {"value": text}
        )
    return f"{match[1]}{int(match[2])}"


def vat_number(text: str, country: str = "LU") -> str:
    """Return a VAT number with its country's prefix, checked with its check digits; empty stays empty.

    A number without a prefix is read as one of `country` (ISO 3166-1 alpha-2). Numbers of countries outside the
    European Union are kept as written, for want of a rule. Raises BadInput when the number is wrong.
    """
    bare = re.sub(r"[\s.\-]", "", text).upper()
    if not bare:
        return ""
    if bare.isdigit() or not bare[:2].isalpha():
        bare = f"{'EL' if country == 'GR' else country}{bare}"
    if bare[:2].lower() not in {*eu_vat.MEMBER_STATES, "el"}:
        return bare[:20]
    try:
        return f"LU{tva.validate(bare)}" if bare.startswith("LU") else str(eu_vat.validate(bare))
    except ValidationError as error:
        raise BadInput(
            _("“%(value)s” is no valid VAT number: its check digits do not fit.") % {"value": text}
        ) from error
