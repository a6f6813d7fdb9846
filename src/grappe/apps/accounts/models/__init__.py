"""Who works here, with whom, and how much do they see? One file per question; each app imports from here."""

from grappe.apps.accounts.models.teams import RoleScope, Team, TeamMember
from grappe.apps.accounts.models.users import User, UserManager

__all__ = ["RoleScope", "Team", "TeamMember", "User", "UserManager"]
