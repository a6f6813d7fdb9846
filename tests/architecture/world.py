"""Which world does the truth table look at? One company of the manager's clusters with one of everything in it.

Made through the operations, as the pages make it, on the shipped catalogue. The words below stand in it nowhere
else, so that a page that shows one of them has told it.
"""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from factories import (
    awards,
    campaigns,
    diagnostics,
    duplicates,
    events,
    flagships,
    groups,
    ideas,
    matches,
    meetings,
    plans,
    programmes,
    reference,
    reporting,
    reports,
    roadmaps,
    studies,
    surveys,
    sweeps,
    topics,
    trends,
)
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.operations.teams import save_team
from grappe.apps.aids import operations as aid_operations
from grappe.apps.aids.models import Programme
from grappe.apps.aids.operations import drafts, publishing
from grappe.apps.aids.queries.sweeps import SweepFilters
from grappe.apps.calendars import operations as calendars
from grappe.apps.calendars import queries as calendar_queries
from grappe.apps.calendars.models import Account, Busy, Calendar, Entry
from grappe.apps.calendars.operations.booking import Booker, book
from grappe.apps.calendars.operations.booking_types import save_type
from grappe.apps.calendars.queries.booking import booking_token, offered, opened_by, type_link
from grappe.apps.calendars.queries.sealing import seal
from grappe.apps.calendars.queries.told import told_to
from grappe.apps.campaigns import operations as campaign_operations
from grappe.apps.campaigns.queries import consents, links
from grappe.apps.campaigns.queries.segments import Segment
from grappe.apps.companies import operations as companies
from grappe.apps.companies.enums import MarkKind
from grappe.apps.companies.models import Company, Contact, Person, Reply
from grappe.apps.companies.operations import import_runs
from grappe.apps.companies.operations.notes import unmark
from grappe.apps.companies.queries.replies import link_of
from grappe.apps.diagnostics import operations as diagnostic_operations
from grappe.apps.diagnostics import queries as diagnostic_queries
from grappe.apps.documents import operations as documents
from grappe.apps.duplicates.models import Run
from grappe.apps.duplicates.operations import merging as merging_files
from grappe.apps.events import queries as event_queries
from grappe.apps.events.models import Event
from grappe.apps.events.operations import cooperations, costs, survey
from grappe.apps.events.operations import links as event_links
from grappe.apps.fields import operations as custom_fields
from grappe.apps.groups.models import Group, Letter
from grappe.apps.groups.operations import results
from grappe.apps.groups.queries import token_of
from grappe.apps.ideas.models import Challenge, Idea
from grappe.apps.ideas.models import Letter as IdeaLetter
from grappe.apps.ideas.operations import merging
from grappe.apps.ideas.queries import token_of as idea_token_of
from grappe.apps.lists import operations as lists
from grappe.apps.lists.queries import definitions
from grappe.apps.lists.queries.kinds import Catalogue
from grappe.apps.mail.models import Attachment, Filing, Folder, Ignored, Mailbox, Message, Party, Sighting
from grappe.apps.mail.operations import keeping
from grappe.apps.matches import operations as match_operations
from grappe.apps.matches import queries as match_queries
from grappe.apps.needs import operations as needs
from grappe.apps.needs.models import Need
from grappe.apps.privacy.operations import cases as privacy
from grappe.apps.privacy.operations import consents as privacy_consents
from grappe.apps.privacy.operations import erasing
from grappe.apps.privacy.operations import looks as privacy_looks
from grappe.apps.privacy.queries import links as privacy_links
from grappe.apps.reporting.models import Indicator as IndicatorOfAll
from grappe.apps.reporting.models import Refresh
from grappe.apps.reporting.operations.diversification import compute_diversification
from grappe.apps.roadmaps import operations as roadmap_operations
from grappe.apps.roadmaps import queries as roadmap_queries
from grappe.apps.studies.models import Finding
from grappe.apps.studies.operations import uses
from grappe.apps.studies.queries import review_links
from grappe.apps.surveys.queries import links as survey_links
from grappe.apps.texts import operations as texts
from grappe.apps.trends.models import TopicRun
from grappe.apps.trends.operations import correcting
from grappe.ui import clock

COMPANY, BRAND = "Zephyrine Biotech S.A.", "Zephyrine"
PERSON = "Quirin Wallenborn"
PERSON_EMAIL = "quirin@zephyrine.example"
RECIPIENT = "Fabienne Obertin"
NEED = "Sterile filling line without stoppages"
ROADMAP = "Plan of the clean room"
CONFIDED = "Zwetschkenkrieg"  # stands in a contact held in confidence, and nowhere else
NAMED = "Mirabellenkrieg"  # stands in a contact for named people only, the manager: no administrator reads it
NOTES = "They lose one batch in nine. A new filling line is wanted."
SAID = "Half of the cores end in the oven."  # in an interview, by somebody who wants it kept to the team
SECRETS = (COMPANY, BRAND, PERSON, PERSON_EMAIL, RECIPIENT, NEED, "filling line", ROADMAP, SAID)

World = dict[str, Any]


def build(people: Any) -> World:
    """Make the world and return its values by name; names are what access.py's rows refer to."""
    now = clock.now()
    matches.catalogue(vectors=False)
    company = CompanyFactory(
        name=COMPANY, brand=BRAND, clusters=[seat.cluster for seat in people.manager.memberships.all()]
    )
    team = save_team(team=None, name="Stewards", members=[], by=people.administrator, at=now)
    world: World = {"company": company.pk, "manager": people.manager.pk, "team": team.pk}
    world |= _somebody_else(people, now)
    world |= _custom(people, now)
    world |= _file(people, company, now)
    world |= _contact(people, company, now)
    world |= _diagnostics(people, company, now)
    world |= _need_to_introduction(people, company, world, now)
    world |= _import_run(people, now)
    world |= _aids()
    world |= _catalogues(people, now)
    world |= _drafts(people, now)
    world |= _awards(people, company, now)
    world |= _roadmap(people, company, world, now)
    world |= _campaigns(people, company, now)
    world |= _events(people, company, now)
    events.invitation(world["event"], world["sent_campaign"], at=now)
    world |= events.programme(world["event"])
    world |= _sweep(people, now)
    world |= _groups(people, company, now)
    world |= _studies(people, company, now)
    _linked_in_confidence(people, world, now)
    world |= _ideas(people, company, world, now)
    world |= _plans(people, world, now)
    world |= _surveys(people, company, now)
    world |= _reporting(people, now)
    world |= _trends(people, now)
    world |= _privacy(people, now)
    world |= _calendars(people, company, now)
    world |= _mails(people, company, now)
    world |= _doubles(people, company, now)
    world |= _lists(people, now)
    _for_named_people(people, company, now)
    return world


def _for_named_people(people: Any, company: Any, now: datetime) -> None:
    """A contact that the manager alone reads, with a mark and a need made of its words; wherever contacts are listed."""
    said = {"by": people.manager, "at": now}
    contact = companies.plan_contact(
        company=company, kind="phone", subject=f"Call about {NAMED}", starts_at=now - timedelta(days=1),
        audience="named", **said,
    )  # fmt: skip
    companies.save_notes(contact=contact, text=f"The heir speaks of {NAMED}.", based_on=0, **said)
    mark = companies.mark_passage(contact=contact, kind=MarkKind.NEED, passage=f"speaks of {NAMED}", **said)
    needs.add_need(
        company=company,
        title=f"An heir: {NAMED}",
        description="",
        language="en",
        theme="digital",
        mark=mark,
        **said,
    )
    companies.hold_contact(contact=contact, **said)


def _calendars(people: Any, company: Any, now: datetime) -> World:
    """The manager's own calendar with a call in it, moved here and there."""
    call = companies.plan_contact(
        company=company, kind="phone", subject="Call about the plant", starts_at=now + timedelta(days=9),
        team=[people.manager], invite=False, by=people.manager, at=now,
    )  # fmt: skip
    feed = calendars.renew_feed(by=people.manager, at=now)
    account = Account.objects.create(
        user=people.manager, url="https://calendar.example/", username="manager", secret=seal("wine"), state="active",
        next_at=now, connected_at=now,
    )  # fmt: skip
    href = "https://calendar.example/manager/work/"
    calendar = Calendar.objects.create(account=account, href=href, name="Work", is_target=True, counts=True)
    start = now + timedelta(days=8)
    own = Busy.objects.create(
        calendar=calendar,
        href=f"{href}own.ics",
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        sealed=seal("Dentist"),
    )
    here = dict(told_to(account, at=now, contacts=[call.pk], events_=[])["contact", call.pk].facts)
    there = here | {"place": "Esch"}
    entry = Entry.objects.create(
        account=account, contact=call, href=f"{href}call.ics", here=here, there=here, state="conflict", why="both",
        says=there, raised_at=now,
    )  # fmt: skip
    return (
        _answered(people, call, now)
        | _booked(people, now)
        | {
            "own_feed_token": calendar_queries.feed_address(feed).split("/")[-2],
            "asked_entry": entry.pk,
            "own_meeting": own.pk,
        }
    )


def _booked(people: Any, now: datetime) -> World:
    """The manager offers times; somebody whom nobody knows took one."""
    kind = save_type(
        kind=None,
        values={
            "names": {"en": f"A talk like that with {BRAND}"}, "descriptions": {}, "kind": "phone", "link": "", "place": "",
            "minutes": 30, "buffer": 0, "notice_hours": 1, "days_ahead": 30, "most_per_day": None,
            "zone": "Europe/Luxembourg", "country": "", "cluster": None, "only_linked": False, "active": True,
        },
        hours={day: [(time(0), time(23))] for day in range(7)}, blocked=(), hosts=(), by=people.manager, at=now,
    )  # fmt: skip
    token = type_link(kind).rstrip("/").rpartition("/")[2]
    start = offered(opened_by(token, at=now), at=now)[10].span.start
    who = Booker("Odette Stranger", "odette@elsewhere.example", "", "", "en", "Europe/Luxembourg")
    booking = book(opened=opened_by(token, at=now), starts_at=start, who=who, at=now)
    return {
        "booking_type": kind.pk,
        "type_token": token,
        "booking_request": booking.pk,
        "booking_token": booking_token(booking),
    }


def _answered(people: Any, call: Contact, now: datetime) -> World:
    """The company's head would rather have that call on another day."""
    head = Person.objects.get(company=call.company, name=PERSON)
    call.people.add(head)
    reply = Reply.objects.create(
        contact=call, person=head, email=PERSON_EMAIL, name=PERSON, answer="counter", source="mail", sequence=0,
        stamp=now, received_at=now, proposed_at=now + timedelta(days=10), proposed_minutes=30,
    )  # fmt: skip
    token = link_of(call, f"person:{head.pk}").rstrip("/").rpartition("/")[2]
    return {"reply": reply.pk, "reply_token": token}


def _mails(people: Any, company: Any, now: datetime) -> World:
    """The manager's own mailbox: a mail with the company, one in confidence, one that waits, each with a file."""
    mailbox = Mailbox.objects.create(
        user=people.manager, name="manager", host="imap.example.invalid", username="manager", secret=seal("wine"),
        state="active", next_at=now, connected_at=now, connected_by=people.manager,
    )  # fmt: skip
    folder = Folder.objects.create(mailbox=mailbox, name="INBOX", use="inbox", chosen=True)
    ignored = Ignored.objects.create(mailbox=mailbox, words="domain", value="news.example", at=now)
    found: World = {"mailbox": mailbox.pk, "mail_ignored": ignored.pk, "access_provider": "example"}
    said = (("mail", "Offer signed", "everyone"), ("mail_confided", f"Letter about {CONFIDED}", "confidence"),
            ("mail_waiting", "Whose is this?", "confidence"))  # fmt: skip
    for number, (key, subject, audience) in enumerate(said, start=1):
        message = Message.objects.create(
            message_id=f"<{key}@mail.example>", digest=key, thread=key, subject=subject, text=f"{subject} ({audience})",
            language="en", sent_at=now - timedelta(hours=number), audience=audience, taken_at=now,
        )  # fmt: skip
        Party.objects.create(message=message, role="from", name="Writer", email=f"{key}@outside.example")
        Sighting.objects.create(message=message, folder=folder, uidvalidity=1, uid=number)
        document = documents.keep_received(
            name=f"{key}.txt", content=subject.encode(), uploader="Writer", at=now
        )
        attachment = Attachment.objects.create(message=message, document=document)
        found |= {key: message.pk, f"{key}_attachment": attachment.pk}
        if key != "mail_waiting":
            keeping.file_with(message, [(company.pk, "address")], at=now)
    return found | {"mail_filing": Filing.objects.get(message=found["mail"]).pk}


def _somebody_else(people: Any, now: datetime) -> World:
    """A company of the other manager, and one in the archive; they keep one thing's number from being another's."""
    seats = [seat.cluster for seat in people.other_manager.memberships.all()]
    said = {"by": people.other_manager, "at": now}
    other = CompanyFactory(name="Holzbau Muster", clusters=seats)
    for year in (now.year - 3, now.year - 2):
        companies.save_figures(company=other, year=year, values={"headcount": 5}, **said)
    for name in ("Anna Muster", "Jos Muster", "Lia Muster"):
        companies.save_person(company=other, values={"name": name, "language": "de"}, **said)
    for _number in range(4):
        starts_at = now - timedelta(days=30)
        companies.plan_contact(company=other, kind="phone", subject="Call", starts_at=starts_at, **said)
    archived = CompanyFactory(name="Gone S.à r.l.", clusters=seats)
    companies.set_archived(company=archived, archived=True, **said)
    return {"other_company": other.pk, "archived": archived.pk}


def _custom(people: Any, now: datetime) -> World:
    """Custom fields of companies: one of choices, another that was put away, and one of people."""
    said = {"by": people.administrator, "at": now}
    chosen = custom_fields.define_field(
        record="company", kind="choices", label={"en": "Certificates", "fr": "Certificats", "de": "Zertifikate"},
        choices=[custom_fields.Choice({"en": "ISO 9001"}), custom_fields.Choice({"en": "ISO 14001"})], **said,
    )  # fmt: skip
    away = custom_fields.define_field(record="company", kind="day", label={"en": "Audited on"}, **said)
    custom_fields.set_archived(definition=away, archived=True, **said)
    custom_fields.define_field(record="person", kind="line", label={"en": "Assistant"}, **said)
    for record in ("contact", "need", "match", "introduction", "step"):
        custom_fields.define_field(record=record, kind="line", label={"en": "Remark"}, **said)
    return {"custom": chosen.pk, "custom_away": away.pk, "custom_record": "company", "custom_kind": "number"}


def _file(people: Any, company: Any, now: datetime) -> World:
    """A person, figures of a year, an owner on file and one by name, an answer to a criterion."""
    said = {"by": people.manager, "at": now}
    kept = {"assistant": "Paula Assist"}
    person = companies.save_person(
        company=company,
        values={"name": PERSON, "email": PERSON_EMAIL, "language": "fr", "custom": kept},
        **said,
    )
    Company.objects.filter(pk=company.pk).update(custom={"certificates": ["iso_9001"]})
    figures = companies.save_figures(
        company=company, year=now.year - 1, values={"headcount": 31, "turnover_eur": 4_200_000}, **said
    )
    link = companies.save_ownership(
        owned=company, values={"owner_name": "Obscura Holding", "share_pct": 40}, **said
    )
    companies.state_fact(company=company, field="business_permit", value=True, **said)
    return {
        "person": person.pk,
        "figures": figures.pk,
        "ownership": link.pk,
        "section": "figures",
        "field": "business_permit",
    }


def _contact(people: Any, company: Any, now: datetime) -> World:
    """A planned contact with notes and a marked passage."""
    contact = companies.plan_contact(
        company=company,
        kind="visit",
        subject="Visit of the plant",
        starts_at=now + timedelta(days=2),
        by=people.manager,
        at=now,
    )
    companies.save_notes(contact=contact, text=NOTES, based_on=0, by=people.manager, at=now)
    contact.refresh_from_db()
    mark = companies.mark_passage(
        contact=contact,
        kind=MarkKind.NEED,
        passage="A new filling line is wanted.",
        by=people.manager,
        at=now,
    )
    confided = companies.plan_contact(
        company=company, kind="phone", subject=f"Call about {CONFIDED}", starts_at=now - timedelta(days=3),
        audience="confidence", by=people.manager, at=now,
    )  # fmt: skip
    said = f"The owner speaks of {CONFIDED} and wants a buyer."
    companies.save_notes(contact=confided, text=said, based_on=0, by=people.manager, at=now)
    companies.mark_passage(contact=confided, kind=MarkKind.IDEA, passage=said, by=people.manager, at=now)
    wanted = companies.mark_passage(
        contact=confided, kind=MarkKind.NEED, passage=f"speaks of {CONFIDED}", by=people.manager, at=now
    )
    need = needs.add_need(
        company=company, title=f"A buyer: {CONFIDED}", description=wanted.passage, language="en", theme="digital",
        mark=wanted, by=people.manager, at=now,
    )  # fmt: skip
    companies.hold_contact(contact=confided, by=people.manager, at=now)
    return {
        "contact": contact.pk,
        "notes_version": 1,
        "mark": mark.pk,
        "confided": confided.pk,
        "confided_need": need.pk,
    }


def _diagnostics(people: Any, company: Any, now: datetime) -> World:
    """A finished diagnostic and one under way, with a link for the company."""
    diagnostics.load()
    finished = diagnostics.finish(company, people.manager, {"q8": ["i1"]})
    run = diagnostics.start(company, people.manager, days=20)
    diagnostic_operations.open_link(run=run, by=people.manager, at=now)
    return {
        "finished_run": finished.pk,
        "run": run.pk,
        "run_token": diagnostic_queries.link_token(run),
        "question": "q2",
    }


def _need_to_introduction(people: Any, company: Any, world: World, now: datetime) -> World:
    """A need by hand, a service accepted for it, and the introduction that went out."""
    said = {"by": people.manager, "at": now}
    need = needs.add_need(company=company, title=NEED, language="en", theme="digital", **said)
    solution = matches.Solution.objects.get(slug="cybersecurity-first-check")
    match = matches.accepted(need, people.manager)
    introduction = match_operations.introduce(
        match=match, recipient_name=RECIPIENT, recipient_email="fabienne@provider.example", language="fr",
        message=f"{COMPANY} would like to hear from you.", **said,
    )  # fmt: skip
    return {
        "need": need.pk,
        "solution": solution.pk,
        "solution_kind": str(solution.kind),
        "match": match.pk,
        "introduction": introduction.pk,
        "introduction_token": match_queries.token_of(introduction),
    }


def _import_run(people: Any, now: datetime) -> World:
    """An uploaded file whose dry run is done."""
    file = SimpleUploadedFile("companies.csv", b"name,country\nImported S.A.,LU\n,LU\n")
    run = import_runs.receive_file(upload=file, by=people.administrator, at=now)
    import_runs.perform(run_id=run.pk, dry_run=True, at=now)
    return {"import_run": run.pk}


def _catalogues(people: Any, now: datetime) -> World:
    """A catalogue beside the home one, and a file of programmes that was looked at, with a refused row."""
    store = aid_operations.store_catalogue
    document = {"id": "xx-aid", "name": {"en": "Aid"}, "versions": [{"id": "1", "open_to_all": True}]}
    about = aid_operations.About("other", {"en": "Other catalogue"})
    store(about=about, fields={}, communes={}, documents={"xx-aid": document}, at=now)
    lines = "\n".join(json.dumps(row) for row in (programmes.french(), programmes.french("bad", title="")))
    file = SimpleUploadedFile("programmes.jsonl", lines.encode())
    run = aid_operations.receive_programmes(upload=file, by=people.administrator, at=now)
    aid_operations.perform_programme_import(run_id=run.pk, dry_run=True, at=now)
    return {"other_catalogue": "other", "programme_import": run.pk}


def _aids() -> World:
    return {"programme": "fit4-digital", "programme_pk": Programme.objects.get(slug="fit4-digital").pk}


def _awards(people: Any, company: Any, now: datetime) -> World:
    """An award that stands, one that was withdrawn, and a project whose aid was worked out."""
    stands = awards.award(company, people.manager, at=now)
    gone = awards.award(company, people.manager, at=now, label="Voucher for a fair")
    aid_operations.withdraw_award(
        award=gone, version=gone.version, because="Never paid.", by=people.manager, at=now
    )
    project = awards.project(company, people.manager, at=now)
    return {"award": stands.pk, "withdrawn_award": gone.pk, "aid_project": project.pk}


def _drafts(people: Any, now: datetime) -> World:
    """A draft that the administrator writes, and a colleague's that waits for review with its difference counted."""
    colleague = reference.user("colleague", Role.ADMINISTRATOR)
    programmes = {one.slug: one for one in Programme.objects.filter(slug__in=("fit4-digital", "fit4-ai"))}
    draft = drafts.start_draft(
        programme=programmes["fit4-digital"], start="change", by=people.administrator, at=now
    )
    said = {"by": colleague, "at": now}
    waiting = drafts.start_draft(programme=programmes["fit4-ai"], start="change", **said)
    text = waiting.text.replace("status: open", "status: by_calls")
    waiting = drafts.save_draft(draft=waiting, text=f"# checked\n{text}", version=1, **said).draft
    difference = publishing.compare(draft=waiting, on=now.date(), **said)
    drafts.ask_review(draft=waiting, version=waiting.version, comment="By calls from now on", **said)
    return {
        "draft": draft.pk,
        "waiting_draft": waiting.pk,
        "difference": difference.pk,
        "first_text": 1,
        "edited_programme": "fit4-digital",
        "first_publication": 1,
    }


def _roadmap(people: Any, company: Any, world: World, now: datetime) -> World:
    """An open roadmap with steps and aids, one that is closed, and a cadence."""
    said = {"by": people.manager, "at": now}
    closed = roadmaps.roadmap(company, people.manager, "Last year's plan", now)
    roadmap_operations.close_roadmap(
        roadmap=closed, version=roadmaps.version(closed), outcome="All done.", **said
    )
    roadmap = roadmaps.roadmap(company, people.manager, ROADMAP, now)
    first, _second, _third = roadmaps.chain(roadmap, people.manager)
    aid = roadmaps.aid(roadmap, people.manager)
    match = match_queries.match_for(world["match"], for_user=people.manager)
    step = roadmap_operations.add_step_from_match(match=match, **said)
    roadmap_operations.set_follow_up(company=company, every=3, **said)
    return {
        "roadmap": roadmap.pk,
        "closed_roadmap": closed.pk,
        "step": first.pk,
        "matched_step": step.pk,
        "aid": aid.pk,
        "feed_token": roadmap_queries.feed_address(roadmap).split("/")[-2],
    }


def _campaigns(people: Any, company: Any, now: datetime) -> World:
    """A campaign that is a draft, one waiting for review, and one sent, with an answer."""
    campaigns.allow(PERSON_EMAIL, people.manager, at=now)
    segment = Segment(companies=(company.pk,))
    made = {
        name: campaigns.begun(
            people.manager, now, title=f"{name} of the clean room", segment=segment, audience="all"
        )
        for name in ("draft", "review", "sent")
    }
    for one in ({"company": company}, {"person": company.people.first()}):
        made["draft"].picked.create(added_at=now, added_by=people.manager, **one)
    campaigns.moved(made["review"], "review", people.manager, at=now)
    campaigns.sent(made["sent"], people.manager, people.administrator, now)
    recipient = made["sent"].recipients.get(state="sent")
    given = campaign_operations.answer(recipient=recipient, kind="interested", text="Yes, gladly.", at=now)
    return {
        "campaign": made["draft"].pk,
        "review_campaign": made["review"].pk,
        "sent_campaign": made["sent"].pk,
        "recipient": recipient.pk,
        "given": given.pk,
        "campaign_token": links.token_of(recipient),
        "choices_token": consents.token_of(
            recipient.address, campaign_id=made["sent"].pk, purpose=made["sent"].purpose
        ),
    }


def _events(people: Any, company: Any, now: datetime) -> World:
    """A coming event of the manager with business meetings, somebody registered, and a draft."""
    draft = events.event(people.manager, at=now, state="draft", titles={"en": "Clean rooms, a draft"})
    coming = events.event(
        people.manager, at=now, titles={"en": "Clean rooms", "fr": "Salles blanches", "de": "Reinräume"}
    )
    guest = events.registration(
        coming, PERSON, at=now, email=PERSON_EMAIL, organisation=COMPANY, company=company, language="fr"
    )
    plan = events.plan(coming)
    first = meetings.takes_part(plan, guest, offers="Clean rooms", seeks="Filling lines")
    second = events.participant(plan, "Jos Muster", at=now, offers="Filling lines", seeks="Clean rooms")
    asked = events.request(first, second, at=now)
    together = cooperations.begin(
        first=company, second=CompanyFactory(name="Partner S.A."), title="Filling lines for clean rooms",
        event=coming, by=people.manager, at=now,
    )  # fmt: skip
    past = events.event(people.manager, at=now, in_days=-2, titles={"en": "Clean rooms, looked back on"})
    question = survey.save_question(
        event=coming, labels={"en": "What was missing?"}, kind="text", by=people.manager, at=now
    )
    published = events.timetable(plan, at=now, current=True, published_at=now)
    further = events.timetable(plan, at=now)
    slots, tables = list(plan.slots.all()), list(plan.tables.all())
    for number, timetable in enumerate((published, further)):
        events.placed(timetable, asked, slots[number], tables[number])
    line = costs.save_cost(
        event=coming,
        kind="venue",
        label="Hall",
        planned_eur=Decimal(900),
        actual_eur=None,
        by=people.manager,
        at=now,
    )
    proposed = meetings.proposal(first, second, at=now)
    outcome = meetings.outcome(asked, first, at=now)
    spare = events.registration(coming, "Spare Person", at=now)
    return {
        "cost": line.pk,
        "past_event": past.pk,
        "survey_question": question.pk,
        "cooperation": together.pk,
        "event_link": together.links.get().pk,
        "draft_event": draft.pk,
        "event": coming.pk,
        "event_slug": coming.slug,
        "registration": guest.pk,
        "badge_file": events.badge_file(coming, people.manager, at=now),
        "stuck_letter": events.letter(guest, at=now, state="failed").pk,
        "registration_token": event_queries.token_of(guest),
        "participant": first.pk,
        "proposal": proposed.pk,
        "meeting_outcome": outcome.pk,
        "spare_registration": spare.pk,
        "other_participant": second.pk,
        "meeting_request": asked.pk,
        "meeting_slot": slots[3].pk,
        "meeting_table": tables[2].pk,
        "timetable": published.pk,
        "draft_timetable": further.pk,
    }


def _sweep(people: Any, now: datetime) -> World:
    """A sweep that is done, a workbook of its companies, and a sweep that stopped on the way."""
    done = sweeps.sweep(people.manager, at=now)
    export = aid_operations.order_export(
        programme=done.programmes.get(slug="fit4-digital"), asked=SweepFilters(), language="fr",
        by=people.administrator, at=now,
    )  # fmt: skip
    aid_operations.write_export(export_id=export.pk)
    stopped = aid_operations.start_sweep(by=people.manager, at=now)
    stopped.state = "failed"
    stopped.save()
    return {"sweep_run": done.pk, "stopped_sweep": stopped.pk, "sweep_file": export.pk}


def _lists(people: Any, now: datetime) -> World:
    """A list that the manager saved for everybody, one that was written as a file, and what many rows would become."""
    catalogue = Catalogue(people.manager, now.date())
    found = definitions.standard(catalogue, "companies")
    said = {"by": people.manager, "at": now}
    view = lists.save_view(definition=found, name="Mine", sharing="everybody", **said)
    file = lists.order_file(definition=found, form="csv", language="en", **said)
    lists.write_file(file_id=file.pk, on=now.date())
    act = lists.prepare_act(
        definition=found, name="cluster_add", value="wood", keys=None, language="en", **said
    )
    stopped = lists.prepare_act(
        definition=found, name="cluster_add", value="digital", keys=None, language="en", **said
    )
    stopped.state, stopped.done_at = "failed", now
    stopped.save()
    return {
        "stopped_act": stopped.pk,
        "saved_view": view.pk, "list_file": file.pk, "bulk_act": act.pk, "list_kind": "companies",
        "list_kind_contacts": "contacts",
    }  # fmt: skip


def people() -> Any:
    return reference.people(reference.clusters())


def _privacy(people: Any, now: datetime) -> World:
    """The world's person asks what is known of them, and got a link; somebody unknown is to be erased."""
    case = privacy.open_case(
        name=PERSON,
        email=PERSON_EMAIL,
        spellings=[],
        language="en",
        asked_on=now.date(),
        by=people.administrator,
        at=now,
    )
    case = privacy.make_link(case=case, by=people.administrator, at=now)
    person = Person.objects.get(email=PERSON_EMAIL)
    consent = privacy_consents.give(
        person=person, purpose="pictures", given_on=now.date(), how="form", evidence="Form of the visit", language="fr",
        by=people.administrator, at=now,
    )  # fmt: skip
    gone = privacy.open_case(
        name="Nobody Known",
        email="",
        spellings=[],
        language="en",
        asked_on=now.date(),
        by=people.administrator,
        at=now,
    )
    for each in (gone, case):
        look = privacy_looks.look_for_case(case=each, by=people.administrator, at=now)
        privacy_looks.perform(look_id=look.pk, at=now)
    erasure = erasing.order_erasure(
        case=gone, ground="withdrawn", reason="By letter", chosen=[], by=people.administrator, at=now
    )
    return {
        "privacy_case": case.pk, "privacy_token": privacy_links.token_of(case), "privacy_erasure": erasure.pk,
        "privacy_consent": consent.pk, "consent_purpose": "partners",
    }  # fmt: skip


def _doubles(people: Any, company: Any, now: datetime) -> World:
    """Two files of one company, a pair that waits, one that is told apart, two files that were merged, a search."""
    seats = [seat.cluster for seat in people.manager.memberships.all()]
    one, two = duplicates.doubles(seats, "Atelier Twofold")
    three, four = duplicates.doubles(seats, "Twice Told")
    five, six = duplicates.doubles(seats, "Once More")
    merged = merging_files.merge(winner=five, loser=six, chosen=[], versions=None, by=people.manager, at=now)
    tess, other = duplicates.twins(one)
    return {
        "twin_first": tess.pk,
        "twin_second": other.pk,
        "doubted_people": duplicates.candidate(tess, other).pk,
        "double_first": one.pk,
        "double_second": two.pk,
        "doubted": duplicates.candidate(one, two).pk,
        "told_apart": duplicates.candidate(three, four, state="apart").pk,
        "merged_files": merged.pk,
        "search_of_doubles": Run.objects.create(ordered_at=now, state="done").pk,
    }


def _groups(people: Any, company: Any, now: datetime) -> World:
    """A group that the manager runs, a proposal of the other manager in the manager's clusters, and one that is closed."""
    seats = [seat.cluster for seat in people.manager.memberships.all()]
    running = groups.group(people.manager, at=now, listed=True, slug="composites")
    running.clusters.set(seats)
    member = groups.member(
        running, PERSON, email=PERSON_EMAIL, company=company, organisation=COMPANY, role="chair", at=now
    )
    proposal = groups.group(people.other_manager, state="proposed", at=now)
    proposal.clusters.set(seats)
    closed = groups.group(people.manager, state="closed", at=now)
    session = groups.session(running, at=now, points=2, invited_at=now, message=f"At {BRAND}")
    letter = Letter.objects.create(
        member=member, kind="welcome", state="uncertain", try_at=now, claimed_at=now, attempts=1
    )
    held = groups.session(running, in_days=-1, state="held", points=2, at=now)
    action = groups.action(running, member, at=now)
    written = held.points.all()[0]
    written.presenter, written.title = member, f"Test bench at {BRAND}"
    written.save()
    texts.set_words(text=written.text, words="We agree.", by=None, writer=PERSON, at=now)
    groups.action(running, member, session=held, point=written, at=now)
    point = session.points.all()[0]
    proposed = groups.proposed(running, at=now)
    return {
        "proposed_session": proposed.pk,
        "minutes_number": 1,
        "group_comment": groups.comment(point, member, at=now).pk,
        "group_proposal_point": groups.proposal(running, member, at=now).pk,
        "group_result": groups.result(running, linked_by=people.manager, at=now).pk,
        "own_group_paper": groups.paper(running, "Minutes of the visit", put_by=member, at=now).pk,
        "group_paper": groups.paper(running, f"Prices for {BRAND}", at=now).pk,
        "held_session": held.pk,
        "group_point": session.points.all()[0].pk,
        "held_point": written.pk,
        "group_action": action.pk,
        "settled_action": groups.action(running, member, at=now, state="done").pk,
        "group": running.pk,
        "group_member": member.pk,
        "group_slug": running.slug,
        "group_token": token_of(member),
        "group_asking": groups.member(running, "Asta Exemple", state="asked", at=now).pk,
        "group_gone": groups.member(running, "Gilles Exemple", state="left", at=now).pk,
        "group_letter": letter.pk,
        "group_session": session.pk,
        "group_proposal": proposal.pk,
        "closed_group": closed.pk,
    }


def _ideas(people: Any, company: Any, world: World, now: datetime) -> World:
    """An idea of the company that the manager looks after, a parked one, and a flagship candidate that the ministry sees."""
    seats = [seat.cluster for seat in people.manager.memberships.all()]
    author = ideas.contributor(PERSON, email=PERSON_EMAIL, company=company, organisation=COMPANY, at=now)
    said: dict[str, Any] = {"clusters": seats, "company": company, "authors": [author], "at": now}
    idea = ideas.idea(people.manager, f"A test bench at {BRAND}", **said)
    parked = ideas.idea(people.manager, f"A shared crane at {BRAND}", stage="parked", **said)
    candidate = ideas.idea(
        people.manager, "National composites centre", stage="candidate", **(said | {"company": None})
    )
    absorbed = ideas.idea(people.manager, f"A test rig at {BRAND}", **said)
    merge = merging.merge(
        absorbed=absorbed, kept=idea, why=dict.fromkeys(("en", "fr", "de"), "The same."), by=people.administrator, at=now
    )  # fmt: skip
    comment = ideas.comment(idea, author, at=now)
    return {
        **_gates(people, author, said, now),
        **_challenges(people, author, seats, now),
        "idea": idea.pk,
        "parked_idea": parked.pk,
        "candidate_idea": candidate.pk,
        "idea_token": idea_token_of(author),
        "idea_author": idea.authors.get().pk,
        "idea_merge": merge.pk,
        "idea_comment": comment.pk,
        "idea_contributor": author.pk,
        "idea_letter": IdeaLetter.objects.create(
            contributor=author, kind="link", state="uncertain", try_at=now, claimed_at=now, attempts=1
        ).pk,
        "event_words": events.idea_in_words(world["event"], at=now).pk,
    } | _flagships(people, candidate, author, now)


def _voted(people: Any, author: Any, asks: dict[str, str], at: datetime) -> int:
    """A campaign that began long enough ago to be voted on, or to be over."""
    made = ideas.challenge(people.manager, questions=asks, at=at)
    seat = ideas.participant(made, author, at=at)
    group = ideas.answer_group(made, f"Bench of {BRAND}")
    ideas.answer(seat, f"A bench at {BRAND}", group=group, at=at)
    ideas.vote(seat, group=group, at=at)
    return int(made.pk)


def _challenges(people: Any, author: Any, seats: Any, now: datetime) -> World:
    """A campaign of the manager that takes answers, with one of the outsider and one of a colleague; and a draft."""
    asks = {code: f"What should {BRAND} build next?" for code in ("en", "fr", "de")}
    running = ideas.challenge(
        people.manager, slug="next", questions=asks, clusters=seats, listed=True, at=now - timedelta(days=1)
    )
    draft = ideas.challenge(
        people.manager, slug="later", questions=asks, published_at=None, state="draft", at=now
    )
    group = ideas.answer_group(running, f"Benches for {BRAND}")
    said = ideas.answer(
        ideas.participant(running, author, at=now), f"A bench for {BRAND}", group=group, at=now
    )
    ours = ideas.participant(running, ideas.colleague(people.other_manager, at=now), at=now)
    ideas.answer(ours, "A shared crane", at=now)
    over, voting, concluded = (
        _voted(people, author, asks, now - timedelta(days=days)) for days in (40, 20, 50)
    )
    Challenge.objects.filter(pk=concluded).update(concluded_at=now, concluded_by=people.manager)
    return {
        "challenge_concluded": concluded,
        "challenge": running.pk,
        "challenge_over": over,
        "challenge_voting": voting,
        "challenge_draft": draft.pk,
        "challenge_slug": running.slug,
        "challenge_answer": said.pk,
        "challenge_group": group.pk,
    }


def _flagships(people: Any, candidate: Any, author: Any, now: datetime) -> World:
    """The flagship project of the candidate: a partner whose contact has a link, with its letter and money, and a plan."""
    flagship = flagships.flagship(people.manager, candidate, public=True, at=now)
    partner = flagships.partner(flagship, f"Werkstatt {BRAND}", role="coordinator", contact=author, at=now)
    flagships.letter(partner, content=f"We of {BRAND} take part.".encode(), at=now)
    flagships.money(partner, private=60_000, national=40_000)
    other = flagships.partner(flagship, "Institut Exemple", kind="research", role="research", at=now)
    flagships.money(other, 2028, 40_000, europe=40_000)
    return {
        "flagship": flagship.pk,
        "flagship_slug": flagship.slug,
        "flagship_partner": partner.pk,
        "flagship_other_partner": other.pk,
        "flagship_milestone": flagships.milestone(flagship, at=now).pk,
        "risk": flagships.risk(flagship, at=now).pk,
        **{f"{kind}_kind": kind for kind in ("milestone", "risk", "project", "indicator")},
    }


def _plans(people: Any, world: World, now: datetime) -> World:
    """A plan that the manager leads, one that is a draft, and one that is closed."""
    running = plans.plan(people.manager, at=now)
    measure = plans.measure(running, at=now)
    indicator = plans.indicator(running, at=now)
    draft = plans.plan(people.manager, state="draft", at=now)
    return {
        "plan": running.pk,
        "draft_plan": draft.pk,
        "closed_plan": plans.plan(people.manager, state="closed", at=now).pk,
        "measure": measure.pk,
        "awareness_measure": plans.measure(running, at=now, kind="awareness").pk,
        "draft_measure": plans.measure(draft, at=now).pk,
        "indicator": indicator.pk,
        "reading": plans.reading(indicator, 4, at=now).pk,
        "measure_link": plans.link(measure, "idea", Idea.objects.get(pk=world["candidate_idea"]), at=now).pk,
        "theme": running.theme.slug,
    }


def _gates(people: Any, author: Any, said: dict[str, Any], now: datetime) -> World:
    """Two ideas at a gate: one with two reviews that are given, one that the analyst and an outsider are to review."""
    screening = ideas.gate()
    judged = ideas.assessment(
        ideas.idea(people.manager, f"A digital twin of a kiln at {BRAND}", **said), screening, at=now
    )
    for name in ("Robin Gutachter", "Sascha Gutachter"):
        ideas.review(ideas.reviewer(judged, ideas.contributor(name, at=now), at=now), at=now)
    theirs = said | {"authors": [ideas.contributor("Ana Autrice", at=now)], "company": None}
    pool = ideas.idea(people.manager, f"A pool of forklifts at {BRAND}", **theirs)
    waiting = ideas.assessment(pool, screening, at=now)
    inside = ideas.reviewer(waiting, ideas.colleague(people.analyst, at=now), at=now, cleared_at=now)
    outside = ideas.reviewer(waiting, author, at=now, cleared_at=now)
    return {
        "gate": screening.slug,
        "assessment": judged.pk,
        "waiting_assessment": waiting.pk,
        "idea_review": inside.pk,
        "outside_review": outside.pk,
    }


def _studies(people: Any, company: Any, now: datetime) -> World:
    """A study of the manager under way, and one that is published."""
    running = studies.study(people.manager, at=now)
    published = studies.study(people.manager, state="published", at=now)
    world: World = {"study": running.pk, "published_study": published.pk}
    world |= _evidence_of(running, company, now) | _figures_of(running, now)
    return world | _reviews_of_studies(people, running, now) | _edition_of(people, now)


def _linked_in_confidence(people: Any, world: World, now: datetime) -> None:
    """The need of words said in confidence is linked wherever a need can be, and its mark is taken away again."""
    said = {"by": people.manager, "at": now}
    need = Need.objects.get(pk=world["confided_need"])
    event_links.link_need(event=Event.objects.get(pk=world["event"]), need=need, **said)
    results.link(group=Group.objects.get(pk=world["group"]), kind="need", thing=need, **said)
    for finding in Finding.objects.all():
        uses.note_use(finding=finding, draft=uses.UseDraft("need", need.pk), **said)
    roadmap_operations.add_step_from_match(match=matches.accepted(need, people.manager), **said)
    unmark(contact=need.contact, mark=need.mark_id, **said)


def _evidence_of(study: Any, company: Any, now: datetime) -> World:
    """What a study has read, written and asked: of an interview a passage that may not be printed."""
    source = studies.source(study, "muller2021", at=now)
    written = studies.section(study, words="The market is small [@muller2021].", at=now)
    empty = studies.section(study, "The cost", position=1, at=now)
    question = studies.question(study)
    contact = company.contacts.order_by("pk").first()
    interview = studies.interview(study, contact, consent="refused", at=now)
    interview.answers.create(question=question, text=SAID, written_at=now)
    passage = studies.passage(interview, SAID, at=now)
    return {
        "source": source.pk,
        "source_file": "bib",
        "study_section": written.pk,
        "chapter_code": "fr",
        "empty_section": empty.pk,
        "hypothesis": studies.hypothesis(study).pk,
        "milestone": study.milestones.create(title="Draft read", due_on=now.date()).pk,
        "study_cost": study.costs.create(kind="travel", label="Train", planned_eur=40).pk,
        "study_material": studies.material(study, at=now).pk,
        "guide_question": question.pk,
        "interview": interview.pk,
        "passage": passage.pk,
    }


def _figures_of(study: Any, now: datetime) -> World:
    """A table of a study, and a file on its way to one."""
    table, upload = studies.table(study, at=now), studies.upload(study, at=now)
    chart = studies.chart(table)
    finding = studies.finding(study, "Waste grows", at=now)
    evidence = studies.evidence(finding, table)
    use = studies.use(finding, at=now)
    return {
        "study_table": table.pk,
        "study_upload": upload.pk,
        "study_chart": chart.pk,
        "study_finding": finding.pk,
        "study_evidence": evidence.pk,
        "study_use": use.pk,
    }


def _edition_of(people: Any, now: datetime) -> World:
    """An edition that everybody may read, with a table and a document."""
    printed = studies.study(
        people.manager, state="published", summaries={"en": f"{BRAND} burns less."}, at=now
    )
    studies.finding(printed, at=now)
    studies.table(printed, at=now)
    material = studies.material(printed, at=now)
    edition = studies.edition(printed, at=now)
    return {
        "printed_study": printed.pk,
        "edition_slug": printed.slug,
        "edition_number": edition.number,
        "edition_table": 1,
        "edition_material": material.pk,
        "citation_form": "bib",
    }


def _reviews_of_studies(people: Any, running: Any, now: datetime) -> World:
    """A study that is reviewed by somebody from outside, who commented, and by a colleague."""
    studies.finding(running, at=now)
    reviewed = studies.study(people.manager, state="review", summaries={"en": f"{BRAND} burns less."}, at=now)
    outside = studies.review(reviewed, at=now)
    comment = outside.comments.create(about="summary", text="Which year?", said_at=now)
    inside = studies.review(
        reviewed, user=people.analyst, name=people.analyst.name, email=people.analyst.email, at=now
    )
    return {
        "reviewed_study": reviewed.pk,
        "study_review": outside.pk,
        "review_token": review_links.token_of(outside),
        "my_review": inside.pk,
        "study_comment": comment.pk,
    }


def _reporting(people: Any, now: datetime) -> World:
    """Two indicators with figures of all that is on file, one of them the analyst's, and two reports of them, one published."""
    reporting.indicators("contacts-held", "companies-reached", at=now)
    IndicatorOfAll.objects.filter(slug="contacts-held").update(owner=people.analyst)
    compute_diversification(at=now)
    seat = people.manager.memberships.first().cluster
    frozen = reports.frozen(people.analyst, at=now)
    public = reports.frozen(people.administrator, at=now, published=True)
    return {
        "figure": "contacts-held", "refresh": Refresh.objects.get().pk, "report": frozen.report_id,
        "frozen_report": frozen.pk, "public_report": public.pk, "report_slug": public.report.slug,
        "report_number": public.number, "report_file": "figures.csv", "cluster_slug": seat.slug,
    }  # fmt: skip


def _surveys(people: Any, company: Any, now: datetime) -> World:
    """A wave under way in which the company has begun to answer, and one that is being prepared."""
    surveys.load(at=now)
    wave = surveys.started(people.administrator, year=now.year - 1, at=now)
    part = surveys.part_of(wave, company)
    surveys.answers(part, jobs=31, turnover=4_200_000, satisfaction=3, at=now)
    draft = surveys.prepared(people.analyst, year=now.year - 2, at=now)
    return {
        "survey": wave.pk,
        "draft_survey": draft.pk,
        "survey_part": part.pk,
        "yearly_question": "jobs",
        "survey_token": survey_links.token_of(part),
    }


def _trends(people: Any, now: datetime) -> World:
    """A draft and a published trend sheet of the manager, with evidence, and a source outside with its news."""
    draft = trends.sheet(people.manager, at=now)
    sheet = trends.sheet(people.manager, at=now, published=True)
    feed = trends.feed(people.administrator, at=now)
    topic, run, correction = _topic(people, now)
    return {
        "topic": topic, "topic_run": run, "topic_correction": correction,
        "trend_draft": draft.pk, "trend": sheet.pk, "trend_evidence": draft.evidence.get().pk, "feed": feed.pk,
        "feed_entry": feed.entries.first().pk,
    }  # fmt: skip


def _topic(people: Any, now: datetime) -> tuple[int, int, int]:
    """A topic of the field in notes of four companies, one of them in confidence; it was confirmed."""
    firms = [
        CompanyFactory(name=f"Orme {n}", clusters=[people.other_manager.memberships.first().cluster])
        for n in range(3)
    ]
    said = [ContactFactory(company=firm, notes=f"A heat pump, said {firm}.", starts_at=now) for firm in firms]
    topic = topics.ready([*said, *Contact.objects.filter(audience="confidence")], at=now)
    correcting.confirm(topic=topic, version=topic.version, by=people.administrator, at=now)
    return topic.pk, TopicRun.objects.get().pk, topic.corrections.get().pk
