"""What is read of working groups? The names that other apps may rely on."""

from grappe.apps.groups.queries.groups import group_for, groups
from grappe.apps.groups.queries.links import LinkExpired, link_of, member_by_token, token_of

__all__ = ["LinkExpired", "group_for", "groups", "link_of", "member_by_token", "token_of"]
