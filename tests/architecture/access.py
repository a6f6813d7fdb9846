"""Who may do what at which address? One row for every URL; a new URL without a row fails the test.

`inside` names the people for whom the address answers; everybody else inside gets 403, a stranger is sent to
the sign-in page. `signed` rows are for outsiders: the signed link works without an account, a forged one is 404.
The world: one company of the manager's cluster with everything in it (tests/architecture/world.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

ADMINISTRATOR, MANAGER, OTHER, ANALYST, MINISTRY = (
    "administrator",
    "manager",
    "other_manager",
    "analyst",
    "ministry",
)
EVERYBODY = frozenset({ADMINISTRATOR, MANAGER, OTHER, ANALYST, MINISTRY})
WORKERS = frozenset({ADMINISTRATOR, MANAGER, OTHER})  # who writes at all
EDITORS = frozenset(
    {ADMINISTRATOR, MANAGER}
)  # who edits the world's company: not the manager of another cluster
ADMINISTRATORS = frozenset({ADMINISTRATOR})


@dataclass(frozen=True)
class Row:
    method: str
    inside: frozenset[str]
    arguments: dict[str, str] = field(default_factory=dict)  # URL argument -> name of a value in the world
    public: bool = False  # no sign-in needed (sign-in pages, signed links)
    demo_only: bool = False


def read(inside: frozenset[str] = EVERYBODY, **arguments: str) -> Row:
    return Row("get", inside, arguments)


def write(inside: frozenset[str] = EDITORS, **arguments: str) -> Row:
    return Row("post", inside, arguments)


def signed(**arguments: str) -> Row:
    return Row("get", frozenset(), arguments, public=True)


def signed_write(**arguments: str) -> Row:
    return Row("post", frozenset(), arguments, public=True)


# Several rows per URL where reading and writing differ.
ROWS: dict[str, tuple[Row, ...]] = {
    "ui:language": (Row("post", EVERYBODY, public=True),),
    "ui:gallery": (read(),),
    "companies:contacts": (read(company="company"),),
    "companies:contact_plan": (read(EDITORS, company="company"), write(company="company")),
    "companies:contact": (read(pk="contact"),),
    "companies:contact_edit": (read(EDITORS, pk="contact"), write(pk="contact")),
    "companies:contact_cancel": (read(EDITORS, pk="contact"), write(pk="contact")),
    "companies:contact_calendar": (read(pk="contact"),),
    "companies:contact_hold": (write(pk="contact"),),
    "companies:contact_reopen": (write(pk="contact"),),
    "companies:notes": (read(pk="contact"),),
    "companies:notes_save": (write(pk="contact"),),
    "companies:notes_settle": (write(pk="contact"),),
    "companies:notes_revisions": (read(pk="contact"),),
    "companies:notes_revision": (read(pk="contact", version="notes_version"),),
    "companies:notes_restore": (write(pk="contact", version="notes_version"),),
    "companies:mark_add": (write(pk="contact"),),
    "companies:mark_remove": (write(pk="contact", mark="mark"),),
    "diagnostics:list": (read(company_pk="company"),),
    "diagnostics:start": (write(company_pk="company"),),
    "diagnostics:answer": (read(EDITORS, pk="run"),),
    "diagnostics:save": (write(pk="run", question="question"),),
    "diagnostics:finish": (write(pk="run"),),
    "diagnostics:link": (write(pk="run"),),
    "diagnostics:send_link": (write(pk="run"),),
    "diagnostics:withdraw_link": (write(pk="run"),),
    "diagnostics:result": (read(pk="finished_run"), read(EDITORS, pk="run")),
    "diagnostics:outsider": (signed(token="run_token"),),
    "diagnostics:outsider_save": (signed_write(token="run_token", question="question"),),
    "diagnostics:outsider_finish": (signed_write(token="run_token"),),
    "needs:list": (read(),),
    "needs:create": (read(EDITORS, company_pk="company"), write(company_pk="company")),
    "needs:detail": (read(pk="need"),),
    "needs:edit": (read(EDITORS, pk="need"), write(pk="need")),
    "needs:confirm": (write(pk="need"),),
    "needs:dismiss": (write(pk="need"),),
    "needs:met": (write(pk="need"),),
    "needs:of_run": (read(pk="finished_run"),),
    "needs:of_mark": (read(pk="mark"), write(pk="mark")),
}

# Pages of libraries, with the reason why they need no row of ours.
LIBRARY_PAGES = {
    "admin": "the raw data pages: superusers only, tested below as a whole",
    "account": "allauth's sign-in pages: public by nature; sign-up is closed, tested with accounts",
}
