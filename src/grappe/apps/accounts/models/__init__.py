"""Who works here, with whom, how much do they see, and what is known of how they come in? One file per question."""

from grappe.apps.accounts.models.access import Attempts, SecurityPolicy, Session
from grappe.apps.accounts.models.audit import AuditEntry
from grappe.apps.accounts.models.identities import Issued
from grappe.apps.accounts.models.teams import RoleScope, Team, TeamMember
from grappe.apps.accounts.models.users import User, UserManager

__all__ = [
    "Attempts",
    "AuditEntry",
    "Issued",
    "RoleScope",
    "SecurityPolicy",
    "Session",
    "Team",
    "TeamMember",
    "User",
    "UserManager",
]
