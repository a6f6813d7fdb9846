"""What is read of ideas? The names that other apps may rely on."""

from grappe.apps.ideas.queries.ideas import idea_for, visible
from grappe.apps.ideas.queries.links import LinkExpired, contributor_by_token, link_of, token_of

__all__ = ["LinkExpired", "contributor_by_token", "idea_for", "link_of", "token_of", "visible"]
