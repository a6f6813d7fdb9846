"""What do the tables of Django and of the libraries hold of people?"""

from __future__ import annotations

from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
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

User = get_user_model()
_accounts = User._meta.apps.get_app_config("accounts")
TABLES = (
    held(User, _("Accounts"), Category.STAFF, names="name", emails="email", plain="password"),
    *(nobody(model, Why.KEYS, "name") for model in (_accounts.get_model("Team"),)),
    nobody(_accounts.get_model("TeamMember"), Why.KEYS),
    nobody(_accounts.get_model("RoleScope"), Why.REFERENCE),
    written(LogEntry, _("Raw data pages"), "change_message", beside="object_repr", plain="object_id"),
    nobody(Permission, Why.REFERENCE, "name codename"),
    nobody(Group, Why.REFERENCE, "name"),
    nobody(ContentType, Why.REFERENCE, "app_label model"),
    # Whose session it is stands inside, signed; operations.accounts ends those of an erased account.
    nobody(Session, Why.MACHINE, "session_key session_data"),
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
