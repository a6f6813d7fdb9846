"""What do the tables of Django and of the libraries hold of people?"""

from __future__ import annotations

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _
from pghistory.models import Context
from procrastinate.contrib.django.models import (
    ProcrastinateEvent,
    ProcrastinateJob,
    ProcrastinatePeriodicDefer,
    ProcrastinateWorker,
)

from grappe.ui.personal import Category, Stays, Why, held, nobody, written

TABLES = (
    written(LogEntry, _("Raw data pages"), "change_message", beside="object_repr", plain="object_id"),
    nobody(Permission, Why.REFERENCE, "name codename"),
    nobody(Group, Why.REFERENCE, "name"),
    nobody(ContentType, Why.REFERENCE, "app_label model"),
    nobody(Session, Why.MACHINE, "session_key session_data"),  # Django's own: not in use, ours is in accounts
    held(
        Authenticator,
        _("Second factors of accounts"),
        Category.STAFF,
        Stays.NOTHING,
        own="user",
        plain="data",
        drops=True,
    ),
    held(
        SocialAccount,
        _("Accounts at identity providers"),
        Category.STAFF,
        Stays.NOTHING,
        own="user",
        details="uid extra_data",
        plain="provider",
        drops=True,
    ),
    nobody(SocialApp, Why.REFERENCE, "provider provider_id name client_id secret key settings"),
    held(
        SocialToken,
        _("Tokens of identity providers"),
        Category.STAFF,
        Stays.NOTHING,
        own="account",
        plain="token token_secret",
        drops=True,
    ),
    held(
        EmailAddress,
        _("Addresses of accounts"),
        Category.STAFF,
        Stays.NOTHING,
        own="user",
        emails="email",
        drops=True,
    ),
    nobody(EmailConfirmation, Why.MACHINE, "key"),
    written(Context, _("Who changed what"), "metadata"),
    written(ProcrastinateJob, _("Jobs"), "args", plain="queue_name task_name lock queueing_lock"),
    nobody(ProcrastinateEvent, Why.MACHINE),
    nobody(ProcrastinatePeriodicDefer, Why.MACHINE, "task_name periodic_id"),
    nobody(ProcrastinateWorker, Why.MACHINE),
)
