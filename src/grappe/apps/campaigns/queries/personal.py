"""What do mailings hold of people? Addresses, who was written to, what they chose and answered."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.campaigns.models import (
    Address,
    Answer,
    Campaign,
    CampaignChange,
    Picked,
    Preference,
    Recipient,
    Unsubscription,
)
from grappe.ui.personal import Category, Stays, held, written

TABLES = (
    held(
        Address,
        _("Addresses of mailings"),
        Category.RECIPIENTS,
        Stays.OBJECTION,
        emails="email",
        details="bounce_reason",
        plain="salt mark",
    ),
    held(
        Preference,
        _("Choices about mailings"),
        Category.RECIPIENTS,
        Stays.OBJECTION,
        own="address",
        details="evidence",
    ),
    held(
        Recipient,
        _("Recipients of mailings"),
        Category.RECIPIENTS,
        own="person address",
        names="name",
        details="trail",
        words="company_name",
        plain="message_id link_salt",
    ),
    held(Picked, _("Added to mailings from lists"), Category.RECIPIENTS, own="person"),
    held(
        Answer,
        _("Answers to mailings"),
        Category.RECIPIENTS,
        Stays.RECORD,
        own="recipient",
        words="text",
    ),
    held(
        Unsubscription,
        _("Unsubscriptions"),
        Category.RECIPIENTS,
        Stays.OBJECTION,
        own="address",
    ),
    written(
        Campaign, _("Mailings"), "title subjects texts", plain="segment topic facts digest approved_digest"
    ),
    written(CampaignChange, _("Mailings"), "comment", plain="digest"),
)
