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


# Several rows per URL where reading and writing differ.
ROWS: dict[str, tuple[Row, ...]] = {
    "ui:language": (Row("post", EVERYBODY, public=True),),
    "ui:gallery": (read(),),
}

# Pages of libraries, with the reason why they need no row of ours.
LIBRARY_PAGES = {
    "admin": "the raw data pages: superusers only, tested below as a whole",
    "account": "allauth's sign-in pages: public by nature; sign-up is closed, tested with accounts",
}
