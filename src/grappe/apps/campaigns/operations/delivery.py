"""Was a mail handed over to the mail server, certainly not, or may it have been? The difference is never guessed."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection

from grappe.apps.campaigns.enums import RecipientState
from grappe.apps.campaigns.queries import consents
from grappe.apps.campaigns.queries.messages import Mail, mail_for

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

    from grappe.apps.campaigns.models import Campaign, Recipient

AWAY = timedelta(minutes=5)  # a server that cannot be reached
BROKEN = timedelta(minutes=1)  # a line that broke: the next mail would be uncertain too


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try: a state, and what the mail server said. WAITING is: try again later.

    `unreachable`: there was no server, so that this was no try; `rest`: how long to leave the server alone.
    """

    state: RecipientState
    said: str = ""
    unreachable: bool = False
    rest: timedelta = timedelta()


def message_for(
    campaign: Campaign, recipient: Recipient, connection: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    """Return the mail of a recipient with its headers, those of RFC 8058 (one-click unsubscribe) among them."""
    mail = mail_for(campaign, recipient)
    assert recipient.address is not None
    stop = consents.link_of(recipient.address, campaign_id=campaign.pk, purpose=campaign.purpose)
    headers = {
        "Message-ID": recipient.message_id,
        "Content-Language": mail.language,
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "X-Grappe-Campaign": str(campaign.pk),
    }
    return compose(mail, recipient.address.email, campaign, headers, connection)


def compose(
    mail: Mail,
    to: str,
    campaign: Campaign,
    headers: dict[str, str],
    connection: BaseEmailBackend | None = None,
) -> EmailMultiAlternatives:
    """Return a mail as text with an HTML alternative, from the initiative; answers go to whoever began the campaign."""
    reply_to = campaign.facts.get("manager_email")
    message = EmailMultiAlternatives(
        subject=mail.subject, body=mail.body, from_email=settings.DEFAULT_FROM_EMAIL, to=[to],
        reply_to=[reply_to] if reply_to else None, headers=headers, connection=connection,
    )  # fmt: skip
    message.attach_alternative(mail.html, "text/html")
    return message


class Post:
    """A connection to the mail server, opened before the first mail so that its failing is certainly no sending."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def hand_over(self, campaign: Campaign, recipient: Recipient) -> Outcome:
        """Try once to send a recipient's mail, and return what became of it."""
        return self.deliver(lambda connection: message_for(campaign, recipient, connection))

    def deliver(self, write: Callable[[BaseEmailBackend], EmailMessage]) -> Outcome:
        """Try once to send the mail that `write` makes for a connection, and return what became of it.

        Whatever else `write` or the mail server raises comes through: the caller has claimed the mail before.
        """
        try:
            if self._connection is None:
                connection = get_connection()
                connection.open()
                self._connection = connection
        except (OSError, smtplib.SMTPException) as fault:
            # Nothing was handed over.
            return Outcome(RecipientState.WAITING, _said(fault), unreachable=True, rest=AWAY)
        message = write(self._connection)
        try:
            message.message()
        except (ValueError, UnicodeError) as fault:  # a header that cannot be: nothing was handed over
            return Outcome(RecipientState.FAILED, _said(fault))
        try:
            sent = message.send()
        except (smtplib.SMTPException, OSError) as fault:
            self.close()
            return judged(fault)
        return Outcome(RecipientState.SENT) if sent else Outcome(RecipientState.UNCERTAIN, "0 messages sent")

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except (OSError, smtplib.SMTPException):
                pass  # it is being given up anyway


def judged(fault: Exception) -> Outcome:
    """Return what a fault of the mail server says of a mail that was being handed over (RFC 5321, 4.2.1: 4xx, 5xx)."""
    said = _said(fault)
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        codes = {code for code, _text in fault.recipients.values()}
        lasting = bool(codes) and all(code >= 500 for code in codes)
        return Outcome(RecipientState.REFUSED if lasting else RecipientState.WAITING, said)
    if isinstance(fault, smtplib.SMTPResponseException):
        # The server answered with a refusal: it has not taken the mail. 5xx will not get better by itself.
        lasting = 500 <= fault.smtp_code < 600 and isinstance(fault, smtplib.SMTPDataError)
        return Outcome(RecipientState.FAILED if lasting else RecipientState.WAITING, said)
    if isinstance(fault, ConnectionRefusedError | socket.gaierror):
        return Outcome(RecipientState.WAITING, said, unreachable=True, rest=AWAY)
    if isinstance(
        fault, smtplib.SMTPNotSupportedError
    ):  # e.g. an address with accents, and a server without SMTPUTF8
        return Outcome(RecipientState.FAILED, said)
    # The line broke while the mail was on its way: it may have been taken.
    return Outcome(RecipientState.UNCERTAIN, said, rest=BROKEN)


def _said(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(text)}" for code, text in fault.recipients.values())[:300]
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"{fault.smtp_code} {_text(fault.smtp_error)}"[:300]
    return f"{type(fault).__name__}: {fault}"[:300]


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
