"""What do accounts hold of people? The account, its sessions, and what the audit wrote down."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts.models import (
    Attempts,
    AuditEntry,
    Issued,
    RoleScope,
    SecurityPolicy,
    Session,
    Team,
    TeamMember,
    User,
)
from grappe.ui.personal import Category, Stays, Why, held, nobody, written

STAFF = Category.STAFF
TABLES = (
    held(User, _("Accounts"), STAFF, names="name", emails="email", plain="password"),
    nobody(Team, Why.KEYS, "name"),
    nobody(TeamMember, Why.KEYS),
    nobody(RoleScope, Why.REFERENCE),
    held(
        Session,
        _("Sessions of accounts"),
        STAFF,
        Stays.NOTHING,
        own="user",
        details="address device",
        plain="session_key session_data method",
        drops=True,
    ),
    # Only added to: the proof of what was done, for as long as the rules of signing in say (Article 32).
    held(
        AuditEntry,
        _("Audit"),
        STAFF,
        Stays.LEGAL,
        own="user about",
        sealed="email method address device what record title detail",
    ),
    # An e-mail address as it was typed and a network, for as long as they count: two days, then the job of the night takes them.
    written(Attempts, _("Failed attempts to sign in"), sealed="key"),
    nobody(Issued, Why.KEYS, "issuer"),
    nobody(SecurityPolicy, Why.KEYS, "required_roles"),
)
