"""Whose address is it: one's own, a company's, or one of a provider that everybody may have?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.contrib.auth import get_user_model
from django.db.models.functions import Lower

from grappe.apps.mail.enums import MailboxState
from grappe.apps.mail.models import Mailbox

# An address there says nothing about where somebody works. The large ones, and those of Luxembourg and its neighbours.
_SAID = """
gmail.com googlemail.com outlook.com outlook.fr outlook.de hotmail.com hotmail.fr hotmail.de hotmail.be live.com live.fr
live.be msn.com yahoo.com yahoo.fr yahoo.de icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.at gmx.ch gmx.fr
gmx.com web.de t-online.de freenet.de posteo.de mailbox.org proton.me protonmail.com pm.me tutanota.com fastmail.com
zoho.com pt.lu internet.lu vo.lu tango.lu orange.lu orange.fr wanadoo.fr free.fr sfr.fr laposte.net neuf.fr bbox.fr
numericable.fr skynet.be proximus.be telenet.be voo.be bluewin.ch education.lu email.lu luxweb.com
"""
PUBLIC = frozenset(_SAID.split())
_LOCAL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$")


def is_address(text: str) -> bool:
    """Whether a text can be an address."""
    return bool(_LOCAL.match(text)) and len(text) <= 254


def domain_of(email: str) -> str:
    """Return the domain of an address; of one that everybody may have, none."""
    domain = email.rpartition("@")[2].strip(". ").casefold()
    return "" if domain in PUBLIC else domain


def site_of(url: str) -> str:
    """Return under which domain a company's pages stand, without www."""
    try:
        host = urlsplit(url if "://" in url else f"https://{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def own_addresses() -> dict[str, int | None]:
    """Return all addresses of our side in small letters, with the colleague whose it is. Two queries."""
    users = get_user_model().objects.annotate(plain=Lower("email")).values_list("plain", "pk")
    found: dict[str, int | None] = {email: pk for email, pk in users if email}
    boxes = Mailbox.objects.exclude(state=MailboxState.REMOVED).values_list("address", "username", "user")
    for address, username, user in boxes:
        for each in (address, username):
            if is_address(each):
                found.setdefault(each.casefold(), user)
    return found


def own_domains(addresses: Iterable[str]) -> frozenset[str]:
    """Return the domains of our side: nobody is proposed a company because they write from there."""
    return frozenset(domain_of(each) for each in addresses) - {""}
