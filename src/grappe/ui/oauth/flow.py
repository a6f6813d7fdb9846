"""Is the answer that a browser brings from a provider one to a question of ours, of the same person, asked just now?

What was asked is kept in the session, on the server: the state (RFC 6749, 10.12), the PKCE verifier (RFC 7636), who asked,
for what. It is taken out with the first answer, and good for a quarter of an hour. Each provider answers at an address of its
own (RFC 9700, 4.4), so that one cannot pass off another's answer.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from grappe.ui.errors import BadInput
from grappe.ui.oauth import client
from grappe.ui.oauth.client import AccessTrouble, Why
from grappe.ui.oauth.providers import Provider
from grappe.ui.oauth.tokens import Token

log = structlog.get_logger(__name__)
KEY = "oauth_asked"
GOOD_FOR = timedelta(minutes=15)
MOST = 5  # questions that wait in one browser


@dataclass(frozen=True, slots=True)
class Purpose:
    """What access is wanted for: `mail` or `calendar`, at which address of ours the answer comes, for which things."""

    what: str
    scopes: tuple[str, ...]
    back: str  # path
    about: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """What came of it: the right of access, from whom, and for which things it was asked."""

    provider: Provider
    token: Token
    about: dict[str, Any]


def begin(
    session: MutableMapping[str, Any], *, provider: Provider, purpose: Purpose, hint: str, user: int, at: datetime
) -> str:  # fmt: skip
    """Keep a question in somebody's session and return the address of the provider to send them to. Raises BadInput."""
    try:
        asked = client.ask(provider, scopes=purpose.scopes, back=_whole(purpose.back), hint=hint)
    except AccessTrouble as fault:
        raise BadInput(told(fault, provider)) from fault
    waiting = dict(list(session.get(KEY, {}).items())[1 - MOST :])
    waiting[asked.state] = {
        "provider": provider.ident, "what": purpose.what, "back": purpose.back, "about": purpose.about,
        "verifier": asked.verifier, "user": user, "at": at.isoformat(),
    }  # fmt: skip
    session[KEY] = waiting
    return asked.url


def end(
    session: MutableMapping[str, Any], *, provider: Provider | None, what: str, scopes: tuple[str, ...],
    answer: dict[str, str], user: int, at: datetime,
) -> Given:  # fmt: skip
    """Take the answer of a provider that a browser brings, once, and fetch what it stands for. Raises BadInput."""
    waiting = dict(session.get(KEY, {}))
    asked = waiting.pop(answer.get("state", ""), None)
    if asked is not None:
        session[KEY] = waiting  # whatever comes of it: an answer is good once
    same = asked is not None and provider is not None and asked["provider"] == provider.ident
    if not same or asked["what"] != what or asked["user"] != user:
        raise BadInput(_("This answer is not one to a question of yours, or was used already. Begin anew."))
    assert provider is not None and asked is not None
    if not datetime.fromisoformat(asked["at"]) > at - GOOD_FOR:
        raise BadInput(_("This took more than a quarter of an hour. Begin anew."))
    issuer = answer.get("iss", "")
    if issuer and provider.issuer and issuer.rstrip("/") != provider.issuer.rstrip("/"):  # RFC 9207
        raise BadInput(_("This answer is not one to a question of yours, or was used already. Begin anew."))
    if answer.get("error") or not answer.get("code"):
        log.warning("no access", provider=provider.ident, error=answer.get("error", "")[:60])
        given = answer.get("error", "") in client.NOT_GIVEN
        raise BadInput(told(AccessTrouble(Why.REFUSED if given else Why.SETUP), provider))
    try:
        token = client.take(
            provider, scopes=scopes, back=_whole(asked["back"]), code=answer["code"], verifier=asked["verifier"], at=at
        )  # fmt: skip
    except AccessTrouble as fault:
        raise BadInput(told(fault, provider)) from fault
    return Given(provider, token, asked["about"])


def told(fault: AccessTrouble, provider: Provider) -> str:
    """Say what went wrong to who wants to connect something."""
    if fault.why == Why.REFUSED:
        said = _("%(provider)s gives no access: it was declined there, or the sign-in has ended. Begin anew.")
    elif fault.why == Why.UNREACHED:
        said = _("%(provider)s does not answer. Try it again a little later.")
    else:
        said = _(
            "%(provider)s is not set up rightly here. Tell who runs Grappe: the command “grappe connections” says what is wrong."
        )
    return said % {"provider": provider.name}


def _whole(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
