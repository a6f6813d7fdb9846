"""Who asked what is known of them, and who handed it over?"""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts.enums import Language
from grappe.apps.privacy.enums import (
    CaseState,
    ConsentHow,
    ErasureState,
    Ground,
    Handed,
    LookState,
    ProposalState,
)

USER = settings.AUTH_USER_MODEL
CHANGED = """OLD.state = 'done' AND (OLD.uid, OLD.state, OLD.ground, OLD.marks, OLD.report, OLD.done_at, OLD.kept_until)
  IS DISTINCT FROM (NEW.uid, NEW.state, NEW.ground, NEW.marks, NEW.report, NEW.done_at, NEW.kept_until)"""
DONE = pgtrigger.Q(old__state="done")


class Case(models.Model):
    """Somebody asks what is known of them (Regulation (EU) 2016/679, Article 15)."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    spellings = models.JSONField(default=list)  # how the name is written too
    person = models.ForeignKey("companies.Person", models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.FRENCH)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    asked_on = models.DateField()
    opened_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField()
    salt = models.CharField(max_length=40, blank=True)  # of the link; blank: there is none
    link_until = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name="") | ~Q(email=""), name="privacy_case_names_somebody"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or f"{self.pk}"


class Look(models.Model):
    """That all texts are looked through for somebody: of a request, or of a colleague for themselves.

    Places alone are kept, no words, and until a moment: who may read the words is asked when they are shown.
    """

    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="looks")
    user = models.ForeignKey(USER, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=7, choices=LookState.choices, default=LookState.WAITING)
    step = models.PositiveIntegerField(default=0)  # pieces that are looked through
    steps = models.PositiveIntegerField(default=0)
    places = models.JSONField(default=list)  # [table, column, key]
    files = models.JSONField(default=list)  # [path in the store, bytes]
    unsure = models.JSONField(default=list)  # files of the store that could not be read, alike
    asked_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)  # what was written later is not in it
    until = models.DateTimeField()  # then it is forgotten

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(case__isnull=True) ^ Q(user__isnull=True), name="privacy_look_for_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Handing(models.Model):
    """That somebody's data were handed over: how, when, by whom. Never changed."""

    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="handings")
    how = models.CharField(max_length=4, choices=Handed.choices)
    by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")  # null: by the link
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]


class Erasure(models.Model):
    """That somebody was erased: why, when, by whom, what was done and what is kept. Nothing in it says who they were.

    `marks` are one-way marks of their names and addresses (ui.marks): a backup that is restored is erased again by them.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="erasures")
    ground = models.CharField(max_length=12, choices=Ground.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    chosen = models.JSONField(
        default=list
    )  # [table, column, key]: where their name goes out of the words of others
    wanted = models.JSONField(
        default=dict
    )  # table: keys; of retention: these rows alone, not the person everywhere
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.FRENCH)
    state = models.CharField(max_length=8, choices=ErasureState.choices, default=ErasureState.WAITING)
    step = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)  # why it failed
    marks = models.JSONField(default=list)
    report = models.JSONField(default=dict)  # counts by table
    kept_until = models.DateField(null=True)  # the last day on which a law keeps something of them
    asked_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")  # null: replayed
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="privacy_erasure_done_when"
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="proof_stays", operation=pgtrigger.Delete, condition=DONE),
            pgtrigger.Protect(name="proof_unchanged", operation=pgtrigger.Update, condition=pgtrigger.Condition(CHANGED)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.pk}"


class Proposal(models.Model):
    """That the time of a row is over by a rule of the catalogue, and what was decided. Nothing in it says whose row it is."""

    rule = models.CharField(max_length=40)
    table = models.CharField(max_length=80)
    key = models.BigIntegerField()
    since = models.DateField()  # the moment from which the time was counted
    due_on = models.DateField()
    found_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    postponed_until = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # why it is kept longer
    decided_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    erasure = models.ForeignKey(Erasure, models.PROTECT, null=True, related_name="proposals")

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["rule", "table", "key"], name="privacy_proposal_once"),
            models.CheckConstraint(
                condition=~Q(state="postponed") | (Q(postponed_until__isnull=False) & ~Q(reason="")),
                name="privacy_postponed_says_why",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_on", "id"], name="privacy_proposal_waits"),
        ]


class Consent(models.Model):
    """That somebody allowed something, with the proof (Article 7(1)). Given anew is another row: nothing is overwritten."""

    person = models.ForeignKey("companies.Person", models.SET_NULL, null=True, related_name="consents")
    email = models.EmailField(blank=True)  # as it was on that day
    purpose = models.CharField(max_length=40)
    basis = models.CharField(max_length=1)
    given_on = models.DateField()
    how = models.CharField(max_length=7, choices=ConsentHow.choices)
    evidence = models.CharField(_("proof"), max_length=300)  # which form, e-mail, minutes, of which day
    text = models.TextField()  # as it was shown
    text_version = models.CharField(max_length=20)
    language = models.CharField(max_length=2, choices=Language.choices)
    recorded_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        USER, models.SET_NULL, null=True, related_name="+"
    )  # null: they themselves
    withdrawn_how = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at=None),
                name="privacy_consent_holds_once",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(
                name="said_once",
                fields=[
                    "purpose",
                    "basis",
                    "given_on",
                    "how",
                    "text",
                    "text_version",
                    "language",
                    "recorded_at",
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def holds(self) -> bool:
        """Whether it was not taken back."""
        return self.withdrawn_at is None
