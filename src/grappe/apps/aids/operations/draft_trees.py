"""How does a change of the tree become a change of the draft's text? The rest of the text stays as it was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.aids.models import Draft
from grappe.apps.aids.operations.drafts import check_version, locked, save_draft
from grappe.apps.aids.permissions import check_can_edit_rules
from grappe.apps.aids.queries import rule_trees
from grappe.apps.aids.queries.yaml_pages import read_text_page
from grappe.apps.aids.queries.yaml_writing import rewritten
from grappe.ui.commands import BadFile
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Changed:
    """The draft after a change of its tree; `kept`: the rest of the text is as it was, comments and all."""

    draft: Draft
    kept: bool


@transaction.atomic
def put_node(
    *, draft: Draft, version: int, place: str, new: bool, node: dict[str, Any], by: User, at: datetime
) -> tuple[Changed, str]:
    """Put a node in its place, or a new one at the end of the group at `place`; return it with where it stands.

    A group comes as `{"kind": …, "n": …}`. Raises Stale where the draft has moved on.
    """
    document = _document(draft, version, by)
    grouped = set(node) == {"kind", "n"}
    if new:
        first = {"unknown": {"label": {"en": _("not yet written")}}}
        made = rule_trees.group(node["kind"], [first]) if grouped else node
        changed = rule_trees.with_child(document, place, made)
        focus = rule_trees.last_child(changed, place)
    elif grouped:
        changed, focus = rule_trees.regrouped(document, place, node["kind"], node["n"]), place
    else:
        changed, focus = rule_trees.with_node(document, place, node), place
    return _write(draft, version, changed, by, at), focus


@transaction.atomic
def change_tree(
    *, draft: Draft, version: int, action: str, place: str, to: str = "", by: User, at: datetime
) -> tuple[Changed, str]:
    """Move (`up`, `down`, `into` the group `to`), `wrap` (into a group of kind `to`) or `remove` a node.

    Returns the draft with the place that deserves the focus. Raises Stale where the draft has moved on.
    """
    document = _document(draft, version, by)
    focus = place
    if action in ("up", "down"):
        changed, focus = rule_trees.moved(document, place, -1 if action == "up" else 1)
    elif action == "into":
        changed = rule_trees.moved_into(document, place, to)
        focus = rule_trees.root_of(place)
    elif action == "wrap":
        changed = rule_trees.wrapped(document, place, to)
    else:
        changed, focus = rule_trees.without(document, place), rule_trees.root_of(place)
    return _write(draft, version, changed, by, at), focus


def _document(draft: Draft, version: int, by: User) -> dict[str, Any]:
    check_can_edit_rules(by)
    draft = locked(draft)
    check_version(draft, version)
    try:
        document = read_text_page(draft.text).document
    except BadFile as fault:
        raise BadInput(_("The text cannot be read: mend it first.")) from fault
    if not isinstance(document, dict):
        raise BadInput(_("The text cannot be read: mend it first."))
    return document


def _write(draft: Draft, version: int, document: dict[str, Any], by: User, at: datetime) -> Changed:
    written = rewritten(locked(draft).text, document)
    saved = save_draft(draft=draft, text=written.text, version=version, page="tree", by=by, at=at)
    return Changed(saved.draft, written.kept)
