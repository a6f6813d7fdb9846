"""Which kinds and states do a working group, its members, sessions, minutes and actions have, and what may follow what?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GroupState(models.TextChoices):
    """From the proposal to the closing report."""

    PROPOSED = "proposed", pgettext_lazy("working group", "Proposed")
    RUNNING = "running", pgettext_lazy("working group", "Running")
    PAUSED = "paused", pgettext_lazy("working group", "Paused")
    CLOSED = "closed", pgettext_lazy("working group", "Closed")
    DECLINED = "declined", pgettext_lazy("working group", "Not taken up")


_P, _R, _Z, _C, _D = GroupState
# The one table of what may follow what; CLOSED needs a closing report, and may be taken up again.
GROUP_STEPS: dict[str, frozenset[str]] = {
    _P: frozenset({_R, _D}),
    _R: frozenset({_Z, _C}),
    _Z: frozenset({_R, _C}),
    _C: frozenset({_R}),
    _D: frozenset({_P}),
}


class Joining(models.TextChoices):
    """How somebody becomes a member."""

    OPEN = "open", _("Open: whoever joins is a member")
    REQUEST = "request", _("By request: those who run the group decide")
    INVITED = "invited", _("By invitation only")


class MemberRole(models.TextChoices):
    CHAIR = "chair", _("Chair")
    SECRETARY = "secretary", _("Secretary")
    MEMBER = "member", _("Member")
    OBSERVER = "observer", _("Observer")
    EXPERT = "expert", _("Outside expert")


# Who writes the minutes and prepares the agenda from outside, by their signed link.
WRITING_ROLES = frozenset({MemberRole.CHAIR, MemberRole.SECRETARY})
# Who approves minutes and counts when a decision is taken.
VOTING_ROLES = frozenset({MemberRole.CHAIR, MemberRole.SECRETARY, MemberRole.MEMBER})


class MemberState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", pgettext_lazy("member", "Address not confirmed yet")
    ASKED = "asked", pgettext_lazy("member", "Asks to join")
    INVITED = "invited", pgettext_lazy("member", "Invited")
    ACTIVE = "active", pgettext_lazy("member", "Takes part")
    DECLINED = "declined", pgettext_lazy("member", "Declined")
    LEFT = "left", pgettext_lazy("member", "Has left")


_UNCONFIRMED, _ASKED, _INVITED, _ACTIVE, _DECLINED, _LEFT = MemberState
MEMBER_STEPS: dict[str, frozenset[str]] = {
    _UNCONFIRMED: frozenset({_ASKED, _ACTIVE, _DECLINED}),
    _ASKED: frozenset({_ACTIVE, _DECLINED}),
    _INVITED: frozenset({_ACTIVE, _DECLINED}),
    _ACTIVE: frozenset({_LEFT}),
    _DECLINED: frozenset({_ASKED, _INVITED, _ACTIVE}),
    _LEFT: frozenset({_ASKED, _INVITED, _ACTIVE}),
}


class SessionState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("session", "Planned")
    HELD = "held", pgettext_lazy("session", "Held")
    CANCELLED = "cancelled", pgettext_lazy("session", "Cancelled")


class MinutesState(models.TextChoices):
    """Written by several at once; put before those who were there; approved, and from then on fixed."""

    WRITING = "writing", _("Being written")
    PROPOSED = "proposed", _("Waiting for approval")
    APPROVED = "approved", _("Approved")


class PointKind(models.TextChoices):
    INFORMATION = "information", _("Information")
    DISCUSSION = "discussion", _("Discussion")
    DECISION = "decision", _("Decision")


class PointOutcome(models.TextChoices):
    """What became of a point in its session; blank is not said yet."""

    SETTLED = "settled", _("Dealt with")
    POSTPONED = "postponed", _("Postponed")


class ProposalState(models.TextChoices):
    """What became of a point that a member proposes for a session."""

    WAITING = "waiting", pgettext_lazy("proposed point", "Waits for an answer")
    TAKEN = "taken", pgettext_lazy("proposed point", "On the agenda")
    REFUSED = "refused", pgettext_lazy("proposed point", "Not taken up")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposed point", "Withdrawn")


class Answer(models.TextChoices):
    """What somebody said to the invitation to a session."""

    NONE = "none", _("No answer yet")
    COMES = "comes", _("Comes")
    ONLINE = "online", _("Takes part by video")
    CANNOT = "cannot", _("Cannot come")


class Presence(models.TextChoices):
    """Who was there; blank is not noted yet."""

    PRESENT = "present", _("Was there")
    REPRESENTED = "represented", _("Was represented")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


class Verdict(models.TextChoices):
    """What somebody says of proposed minutes."""

    APPROVES = "approves", _("Approves")
    OBJECTS = "objects", _("Asks for a change")


class ActionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("action", "Open")
    DONE = "done", pgettext_lazy("action", "Done")
    DROPPED = "dropped", pgettext_lazy("action", "Dropped")


class LetterKind(models.TextChoices):
    """Why a member is written to. What follows from being a member needs no consent to mailings."""

    CONFIRM = "confirm", _("Confirm your address")
    INVITED = "invited", _("You are invited to join")
    WELCOME = "welcome", _("You are a member")
    REFUSED = "refused", _("Your request was declined")
    SESSION = "session", _("Invitation to a session")
    SESSION_OFF = "session_off", _("A session is cancelled")
    REMINDER = "reminder", _("Reminder of a session")
    MINUTES = "minutes", _("Minutes to approve")
    APPROVED = "approved", _("Approved minutes")
    ACTION = "action", _("An action for you")
    ACTION_DUE = "action_due", _("An action is due")
    LINK = "link", _("Your page")
    CLOSED = "closed", _("The group has closed")


class LinkKind(models.TextChoices):
    """What came of a working group."""

    NEED = "need", _("Need")
    IDEA = "idea", _("Idea")
    STUDY = "study", _("Study")
    EVENT = "event", _("Event")
    COOPERATION = "cooperation", _("Cooperation")
    PROJECT = "project", _("Project")
