"""Which mails does the demonstration have, and what does its team keep to itself? The words are in `demo/mails.yaml`."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING, Any

from grappe.apps.accounts import queries as account_queries
from grappe.apps.accounts.operations.teams import save_team
from grappe.apps.companies import operations as companies
from grappe.apps.companies.enums import Audience, ContactKind
from grappe.apps.desk.operations.demo_stage import Cast, Stage
from grappe.apps.desk.operations.demo_team import TEAM
from grappe.apps.lists.operations.views import save_view
from grappe.apps.lists.queries.definitions import read
from grappe.apps.lists.queries.kinds import Catalogue
from grappe.apps.mail.operations.filing import put_aside, set_audience
from grappe.apps.mail.operations.invented import lay_in, paused_box
from grappe.ui import paper

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.mail.models import Mailbox

SHARED = "contact@demo.example"
INSIDE = {
    "colleague": ("Kim Paulus", "kim.paulus"),
    "buyer": ("Toni Krier", "toni.krier"),
}  # whom nobody put on file yet
STRANGERS = {
    "founder": ("Sascha Weber", "sascha@boite-retour.example"),
    "researcher": ("Dr Robin Held", "held@institut-imaginaire.example"),
}
PAPER = b"""#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(lang: data.language)
#heading(level: 1, data.title)
#for line in data.lines [#par[#line]]
"""


def tell_mails(stage: Stage) -> None:
    """Tell the mailboxes of the managers and the one of all, then the team. No server is asked for any of it."""
    stage = replace(stage, chance=random.Random("mails"))  # what else is told stays as it is
    managers = [stage.team[login.email] for login in TEAM if login.clusters]
    for manager in managers:
        box = paused_box(name=manager.email, address=manager.email, by=manager, at=stage.at)
        _mailbox(stage, box, manager)
    _shared(stage, managers)
    _team(stage)


def _spoken(stage: Stage, manager: User | None = None) -> list[Cast]:
    """Return companies that one spoke with and that have somebody to write to, of a manager or of all."""
    return [
        cast
        for cast in stage.cast
        if cast.talks and cast.people and cast.people[0].email and manager in (None, cast.manager)
    ]


def _mailbox(stage: Stage, box: Mailbox, manager: User) -> None:
    mails, able = stage.words.mails, _spoken(stage, manager)
    if not able:
        return
    chosen = stage.chance.sample(able, min(5, len(able)))
    for thread, cast in zip(mails["threads"], chosen, strict=False):
        _thread(stage, box, manager, cast, thread)
    for told, cast in zip(mails["waiting"], [*chosen[2:], *chosen], strict=False):
        writer = _who(told["who"], cast)
        language, ours = manager.language, (manager.name, manager.email)
        mail = _mail(
            stage, told | {"subject": told["subject"][language]}, told["text"][language], writer, ours, cast
        )
        lay_in(mailbox=box, content=mail.as_bytes(), received=_moment(stage, told), at=stage.at)
    _aside(stage, box, manager)


def _who(who: str, cast: Cast) -> tuple[str, str]:
    """Return name and address of who writes: somebody on file, a colleague who is not, somebody of that name, a stranger."""
    head = cast.people[0]
    if who in INSIDE:
        name, local = INSIDE[who]
        return name, f"{local}@{head.email.rpartition('@')[2]}"
    if who in STRANGERS:
        return STRANGERS[who]
    return head.name, head.email if who == "person" else "chez-moi@poste-privee.example"


def _moment(stage: Stage, told: dict[str, Any]) -> datetime:
    """Return when a mail came: so many days ago, never after now."""
    return min(
        stage.moment(stage.today - timedelta(days=told["days"]), told["hour"], 12),
        stage.at - timedelta(minutes=5),
    )


def _mail(
    stage: Stage, told: dict[str, Any], text: str, writer: tuple[str, str], to: tuple[str, str], cast: Cast
) -> EmailMessage:
    """Return a mail as it goes over the wire."""
    mail = EmailMessage()
    mail["Message-ID"] = f"<{stage.chance.getrandbits(64):016x}@{writer[1].rpartition('@')[2]}>"
    mail["Date"] = format_datetime(_moment(stage, told))
    mail["From"], mail["To"], mail["Subject"] = formataddr(writer), formataddr(to), told["subject"]
    manager, person = cast.manager.name, cast.people[0].name
    mail.set_content(
        text.replace("%", str(cast.company)).replace("{manager}", manager).replace("{person}", person)
    )
    return mail


def _thread(stage: Stage, box: Mailbox, manager: User, cast: Cast, thread: dict[str, Any]) -> None:
    """Tell a conversation; each mail names the one it answers."""
    language, theirs = cast.company.language, (cast.people[0].name, cast.people[0].email)
    language = language if language in thread["subject"] else manager.language
    ours, before = (manager.name, manager.email), ""
    for told in thread["lines"]:
        sent = told["by"] == "manager"
        subject = f"Re: {thread['subject'][language]}" if before else thread["subject"][language]
        writer, to = (ours, theirs) if sent else (theirs, ours)
        mail = _mail(stage, told | {"subject": subject}, told["text"][language], writer, to, cast)
        if before:
            mail["In-Reply-To"] = mail["References"] = before
        if told.get("file"):
            _attach(stage, mail, told["file"], cast, language)
        before = mail["Message-ID"]
        lay_in(mailbox=box, content=mail.as_bytes(), sent=sent, received=_moment(stage, told), at=stage.at)


def _attach(stage: Stage, mail: EmailMessage, name: str, cast: Cast, language: str) -> None:
    told, company = stage.words.mails["files"][name], str(cast.company)
    data = {
        "language": language, "title": told["title"][language].replace("%", company), "lines": told["lines"][language],
    }  # fmt: skip
    called = told["name"][language].replace("%", company.lower().replace(" ", "-"))
    mail.add_attachment(paper.as_pdf(PAPER, data), maintype="application", subtype="pdf", filename=called)


def _aside(stage: Stage, box: Mailbox, manager: User) -> None:
    told, language = stage.words.mails["aside"], manager.language
    mail = EmailMessage()
    mail["Message-ID"] = f"<{stage.chance.getrandbits(64):016x}@salon-fictif.example>"
    received = stage.at - timedelta(days=4)
    mail["Date"], mail["Subject"] = format_datetime(received), told["subject"][language]
    mail["From"], mail["To"] = "Salon Fictif <news@salon-fictif.example>", manager.email
    mail.set_content(told["text"][language])
    laid = lay_in(mailbox=box, content=mail.as_bytes(), received=received, at=stage.at)
    put_aside(message=laid, aside=True, by=manager, at=stage.at)


def _shared(stage: Stage, managers: list[User]) -> None:
    """Tell the mailbox that all managers look after; what one of them reads there stays in confidence."""
    mails, admin = stage.words.mails["shared"], stage.team[TEAM[0].email]
    box = paused_box(name=mails["name"]["fr"], address=SHARED, members=managers, by=admin, at=stage.at)
    able = _spoken(stage)
    for told, cast in zip(mails["lines"], stage.chance.sample(able, min(3, len(able))), strict=False):
        writer = _who(told["who"], cast)
        mail = _mail(stage, told, told["text"], writer, (mails["name"][told["language"]], SHARED), cast)
        laid = lay_in(mailbox=box, content=mail.as_bytes(), received=_moment(stage, told), at=stage.at)
        if told["who"] == "person":
            set_audience(message=laid, audience=Audience.CONFIDENCE, by=managers[0], at=stage.at)


def _team(stage: Stage) -> None:
    """Tell a team of two managers and the analyst: a company it looks after, a note for it alone, a list of its own."""
    told, admin = stage.words.mails["team"], stage.team[TEAM[0].email]
    claire, mia, analyst = (stage.team[f"{who}@demo.example"] for who in ("claire", "mia", "analyst"))
    members = [claire, mia, analyst]
    team = save_team(
        team=None, name=told["name"], members=members, by=admin, at=stage.at - timedelta(days=90)
    )
    for cast in _spoken(stage, claire)[:2]:
        current = companies.change_company(
            company=cast.company, values={"team": team}, clusters=list(cast.company.clusters.all()),
            version=cast.company.version, by=claire, at=stage.at - timedelta(days=60),
        )  # fmt: skip
        cast.company.version = current.version
        cast.company.team = team
    for cast in _spoken(stage, claire)[:1]:
        starts = stage.moment(stage.working_day(-18), 16, 30)
        contact = companies.plan_contact(
            company=cast.company, kind=ContactKind.VISIT, subject=told["subject"]["fr"], starts_at=starts, minutes=60,
            place=cast.invention.commune, people=cast.people[:1], team=[claire], invite=False, audience=Audience.NAMED,
            readers=members, by=claire, at=starts - timedelta(days=7),
        )  # fmt: skip
        text = told["notes"]["fr"].replace("%", str(cast.company))
        companies.save_notes(contact=contact, text=text, based_on=0, language="fr", by=claire, at=starts)
        companies.hold_contact(
            contact=contact, next_contact_on=None, by=claire, at=starts + timedelta(hours=1)
        )
    # Read anew: of which teams somebody is, is kept with their account once it was asked.
    keeper = account_queries.user_with_email(claire.email)
    assert keeper is not None
    where = {"match": "all", "of": [{"filter": "team", "op": "any_of", "value": [str(team.pk)]}]}
    definition = read(Catalogue(keeper, stage.today), "companies", {"where": where})
    save_view(name=told["list"], definition=definition, sharing="team", team=team, by=keeper, at=stage.at)
