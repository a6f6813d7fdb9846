"""Does a campaign go only where the table says, by whom it says, and is only what was approved sent?"""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from factories import campaigns as make
from grappe.apps.campaigns import operations, permissions
from grappe.apps.campaigns.enums import TRANSITIONS, Actor, CampaignState, followers
from grappe.apps.campaigns.models import Campaign, Recipient
from grappe.apps.campaigns.operations.review import digest_of
from grappe.apps.campaigns.queries.messages import faults_in, filled, preview
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(clusters, people):
    make.firm(clusters, people.manager, "Alpha S.A.")
    make.firm(clusters, people.manager, "Beta S.A.", language="de")
    return make.begun(people.manager)


WRITER, REVIEWER, SENDER = Actor.WRITER, Actor.REVIEWER, Actor.SENDER
TABLE = {  # from -> {to: who}; whatever is not here is refused to everybody
    "draft": {"review": {WRITER}, "cancelled": {WRITER}},
    "review": {"approved": {REVIEWER}, "draft": {WRITER, REVIEWER}, "cancelled": {WRITER}},
    "approved": {"draft": {WRITER}, "sending": {WRITER}, "cancelled": {WRITER}},
    "sending": {"paused": {WRITER}, "sent": {SENDER}, "cancelled": {WRITER}},
    "paused": {"sending": {WRITER}, "cancelled": {WRITER}},
    "sent": {},
    "cancelled": {},
}


@pytest.mark.parametrize("state", CampaignState.values)
@pytest.mark.parametrize("to", CampaignState.values)
def test_the_table_of_transitions(state, to):
    assert TRANSITIONS.get((state, to), frozenset()) == TABLE[state].get(to, set())
    for actor in Actor:
        assert (to in followers(state, frozenset({actor}))) == (actor in TABLE[state].get(to, set()))


WAYS = {
    "draft": (), "review": ("review",), "approved": ("review", "approved"),
    "sending": ("review", "approved", "sending"), "paused": ("review", "approved", "sending", "paused"),
    "cancelled": ("cancelled",),
}  # fmt: skip


@pytest.mark.parametrize("state", WAYS)
def test_nobody_brings_a_campaign_where_the_table_does_not_say(campaign, people, state):
    for step in WAYS[state]:
        make.moved(campaign, step, people.administrator if step == "approved" else people.manager)
    roles = {"writer": people.manager, "reviewer": people.other_manager}
    actors = {"writer": {WRITER}, "reviewer": {REVIEWER}}
    for to in CampaignState.values:
        for role, user in roles.items():
            point = transaction.savepoint()
            try:
                make.moved(campaign, to, user, comment="because")
                done = True
            except BadInput:
                done = False
            transaction.savepoint_rollback(point)
            assert done == bool(actors[role] & TABLE[state].get(to, set())), f"{state} to {to} by the {role}"


@pytest.mark.parametrize(
    ("what", "who"),
    [
        (
            permissions.can_view_campaigns,
            {"administrator", "manager", "other_manager", "analyst", "ministry"},
        ),
        (permissions.can_view_recipients, {"administrator", "manager", "other_manager", "analyst"}),
        (permissions.can_add_campaign, {"administrator", "manager", "other_manager"}),
    ],
)
def test_who_may(people, what, who):
    assert {role for role, user in people.by_role().items() if what(user)} == who


def test_who_writes_and_who_reviews(campaign, people):
    roles = people.by_role().items()
    assert {role for role, user in roles if permissions.can_write(user, campaign)} == {
        "administrator",
        "manager",
    }
    assert {role for role, user in roles if permissions.can_review(user, campaign)} == {
        "administrator", "other_manager",
    }  # fmt: skip
    operations.change(campaign=campaign, draft=make.draft(), version=1, by=people.administrator, at=make.AT)
    campaign.refresh_from_db()
    assert {role for role, user in roles if permissions.can_review(user, campaign)} == {"other_manager"}
    for user in (people.analyst, people.ministry):
        with pytest.raises(PermissionDenied):
            make.moved(campaign, "review", user)


def test_nobody_approves_their_own(campaign, people):
    make.moved(campaign, "review", people.manager)
    with pytest.raises(BadInput):
        make.moved(campaign, "approved", people.manager)
    make.moved(campaign, "approved", people.other_manager)
    campaign.refresh_from_db()
    assert campaign.state == "approved" and campaign.approved_digest == campaign.digest == digest_of(campaign)
    last = campaign.changes.last()
    assert (last.by_user, last.digest) == (people.other_manager, campaign.digest)


def test_sent_back_with_a_comment_only(campaign, people):
    make.moved(campaign, "review", people.manager)
    with pytest.raises(BadInput, match="what should be changed"):
        make.moved(campaign, "draft", people.other_manager)
    make.moved(campaign, "draft", people.other_manager, comment="Too long.")
    assert campaign.changes.last().comment == "Too long."
    assert not Recipient.objects.exists(), "the list is made anew at the next review"


def test_a_change_after_approval_needs_a_new_review(campaign, people):
    make.approved(campaign, people.manager, people.administrator)
    with pytest.raises(BadInput, match="Take the campaign back"):
        operations.change(campaign=campaign, draft=make.draft(), version=1, by=people.manager, at=make.AT)
    make.moved(campaign, "draft", people.manager)
    campaign.refresh_from_db()
    assert campaign.digest == campaign.approved_digest == ""
    operations.change(
        campaign=campaign, draft=make.draft(title="Other"), version=1, by=people.manager, at=make.AT
    )
    with pytest.raises(BadInput):
        make.moved(campaign, "sending", people.manager)


@pytest.mark.parametrize("what", ["texts", "recipient"])
def test_what_is_not_what_was_approved_is_not_sent(campaign, people, what):
    make.approved(campaign, people.manager, people.administrator)
    if what == "texts":  # whoever gets round the operations
        Campaign.objects.filter(pk=campaign.pk).update(texts={"fr": "Achetez !", "de": "Kaufen!"})
    else:
        Recipient.objects.filter(campaign=campaign).first().delete()
    with pytest.raises(BadInput, match="not what was given to review"):
        make.moved(campaign, "sending", people.manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(digest="0" * 64)


def test_somebody_who_saw_another_state_is_told(campaign, people):
    make.moved(campaign, "review", people.manager)
    with pytest.raises(Stale):
        operations.move(
            campaign=campaign,
            to_state="cancelled",
            seen_state="draft",
            seen_version=1,
            by=people.manager,
            at=make.AT,
        )
    make.moved(campaign, "draft", people.manager)
    operations.change(campaign=campaign, draft=make.draft(), version=1, by=people.manager, at=make.AT)
    with pytest.raises(Stale):
        operations.change(
            campaign=campaign, draft=make.draft(), version=1, by=people.administrator, at=make.AT
        )


def test_a_missing_language_needs_an_explicit_stand_in(campaign, people):
    only = {"subjects": {"fr": "Aide"}, "texts": {"fr": "Bonjour {company}"}}
    operations.change(campaign=campaign, draft=make.draft(**only), version=1, by=people.manager, at=make.AT)
    with pytest.raises(BadInput, match="no text in Deutsch"):
        make.moved(campaign, "review", people.manager)
    draft = make.draft(**only, fallback="fr")
    operations.change(campaign=campaign, draft=draft, version=2, by=people.manager, at=make.AT)
    make.moved(campaign, "review", people.manager)
    german = Recipient.objects.get(campaign=campaign, language="de")
    campaign.refresh_from_db()
    assert preview(campaign, german).language == "fr"


def test_nothing_to_nobody_is_not_reviewed(clusters, people):
    nobody = make.begun(people.manager, segment=make.Segment(clusters=("wood",)))
    with pytest.raises(BadInput, match="Nobody of this segment"):
        make.moved(nobody, "review", people.manager)
    make.firm(clusters, people.manager, "Alpha S.A.")
    silent = make.begun(people.manager, subjects={}, texts={})
    with pytest.raises(BadInput, match="no text yet"):
        make.moved(silent, "review", people.manager)


FACTS = {
    "programme": {"en": "SME packages", "fr": "SME packages FR"},
    "closes_on": "2026-12-31",
    "manager": "Mia",
}


@pytest.mark.parametrize(
    ("text", "facts", "said"),
    [
        ("Hello {nobody}", FACTS, "{nobody} is no placeholder"),
        ("One\n{company", FACTS, "Line 2: a brace"),
        ("a } b", FACTS, "a brace"),
        ("{company.__class__}", FACTS, "is no placeholder"),
        ("{ company }", FACTS, "is no placeholder"),
        ("{{company}}", FACTS, "a brace"),
        ("{programme}", {}, "needs a programme"),
        ("{closes_on}", {"programme": FACTS["programme"]}, "last day is known"),
    ],
)
def test_a_wrong_placeholder_is_told_at_once(text, facts, said):
    faults = faults_in({"en": "Subject"}, {"en": text}, facts)
    assert said in " ".join(fault.message for fault in faults)


def test_a_right_placeholder_is_filled_in_each_language():
    text = "{company} · {person} · {programme} · {closes_on} · {manager}"
    assert not faults_in({"en": "Subject"}, {"en": text}, FACTS)
    shown = filled(text, FACTS, "fr", company="A & {person}", person="<b>")
    assert shown == "A & {person} · <b> · SME packages FR · 31 décembre 2026 · Mia", (
        "names are never read again"
    )


def test_half_a_language_is_told():
    (fault,) = faults_in({"fr": "Sujet"}, {}, FACTS)
    assert (fault.language, fault.part) == ("fr", "text")


def test_the_html_is_escaped_and_the_text_is_not(clusters, people):
    make.firm(clusters, people.manager, "Müller & <Söhne>")
    campaign = make.begun(people.manager)
    make.moved(campaign, "review", people.manager)
    campaign.refresh_from_db()
    mail = preview(campaign, Recipient.objects.get())
    assert "Müller & <Söhne>" in mail.body and mail.subject == "Une aide pour Müller & <Söhne>"
    assert "<Söhne>" not in mail.html and "Müller &amp; &lt;Söhne&gt;" in mail.html


def test_a_test_goes_to_oneself_with_links_that_open_nothing(campaign, people, mailoutbox):
    operations.send_test(campaign=campaign, language="de", recipient=None, by=people.manager)
    (mail,) = mailoutbox
    assert mail.to == [people.manager.email] and mail.subject.startswith("[Test] Eine Förderung")
    assert "/campaigns/" not in mail.body
