"""What may somebody be, and what is written down of what they do? Outsiders come by signed link and have no role."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    CLUSTER_MANAGER = "cluster_manager", _("Cluster manager")
    MARKET_ANALYST = "market_analyst", _("Market analyst")
    MINISTRY = "ministry", _("Ministry (read only)")


class Scope(TextChoices):
    """Which companies does a role see, among those that are not kept to fewer people?"""

    ALL = "all", _("All companies")
    OWN = "own", _("Those of their own clusters and teams")


class Language(TextChoices):
    """The languages of pages and letters; notes may also be in Luxembourgish."""

    FRENCH = "fr", "Français"
    GERMAN = "de", "Deutsch"
    ENGLISH = "en", "English"


class AuditKind(TextChoices):
    """What the audit knows of."""

    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    SIGN_IN_REFUSED = "sign_in_refused", _("Sign-in refused")  # right, and yet nobody we let in
    LOCKED = "locked", _("Account locked")
    UNLOCKED = "unlocked", _("Account unlocked")
    SIGNED_OUT = "signed_out", _("Signed out")
    SESSION_ENDED = "session_ended", _("Session ended")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    FACTOR_ADDED = "factor_added", _("Second factor added")
    FACTOR_REMOVED = "factor_removed", _("Second factor removed")
    FACTORS_RESET = "factors_reset", _("Second factors reset by an administrator")
    IDENTITY_LINKED = "identity_linked", _("Single sign-on connected")
    IDENTITY_FORGOTTEN = "identity_forgotten", _("Single sign-on forgotten by an administrator")
    ACCESS_GIVEN = "access_given", _("Access given by a provider")  # to a mailbox or a calendar
    ACCESS_GIVEN_UP = "access_given_up", _("Access of a provider given up")
    ACCOUNT_CREATED = "account_created", _("Account created")
    ACCOUNT_CHANGED = "account_changed", _("Account changed")
    ACCOUNT_DEACTIVATED = "account_deactivated", _("Account deactivated")
    ACCOUNT_REACTIVATED = "account_reactivated", _("Account reactivated")
    POLICY_CHANGED = "policy_changed", _("Rules of signing in changed")
    TEAM_DELETED = "team_deleted", _("Team deleted")
    EXPORTED = "exported", _("Exported")
    READ_IN_CONFIDENCE = "read_in_confidence", _("Read in confidence")
    AUDIT_REMOVED = "audit_removed", _("Old entries of the audit removed")
    PERSON_ERASED = "person_erased", _("Somebody erased")
    ERASED_BACK = "erased_back", _("Somebody erased brought back")


SIGN_INS = frozenset(
    {
        AuditKind.SIGNED_IN, AuditKind.SIGN_IN_FAILED, AuditKind.SIGN_IN_REFUSED, AuditKind.LOCKED, AuditKind.UNLOCKED,
        AuditKind.SIGNED_OUT, AuditKind.SESSION_ENDED, AuditKind.PASSWORD_CHANGED, AuditKind.FACTOR_ADDED,
        AuditKind.FACTOR_REMOVED, AuditKind.FACTORS_RESET,
        AuditKind.IDENTITY_LINKED, AuditKind.IDENTITY_FORGOTTEN,
    }
)  # fmt: skip
FACTORS = ("totp", "webauthn")  # what counts as a second factor; recovery codes only stand in for one
