"""Which number does a person mean by what they wrote, the English, French or German way?"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from grappe.ui.errors import BadInput


def number_of(text: str) -> Decimal:
    """Return a number written the English, French or German way; raise BadInput where it could be two.

    `1,234.5`, `1 234,5`, `1.234,5` and `1'234.5` are read; `1.234` and `1,234` alone are thousands (three digits
    after one mark); a currency sign is dropped.
    """
    bare = re.sub(r"[\s\u00a0\u202f'’€]|EUR", "", text, flags=re.IGNORECASE)
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", bare):
        bare = bare.replace(",", "")
    else:
        bare = bare.replace(",", ".")
    try:
        value = Decimal(bare)
    except InvalidOperation as error:
        raise BadInput(_("not a number")) from error
    if not value.is_finite():
        raise BadInput(_("not a number"))
    return value
