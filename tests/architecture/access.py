"""Who may do what at which address? One row for every URL; a new URL without a row fails the test.

`inside` names the people for whom the address answers; everybody else inside gets 403, a stranger is sent to
the sign-in page. `signed` rows are for outsiders: the signed link works without an account, a forged one is 404.
The world: one company of the manager's cluster with everything in it (tests/architecture/world.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

ADMINISTRATOR, MANAGER, OTHER, ANALYST, MINISTRY = (
    "administrator",
    "manager",
    "other_manager",
    "analyst",
    "ministry",
)
EVERYBODY = frozenset({ADMINISTRATOR, MANAGER, OTHER, ANALYST, MINISTRY})
WORKERS = frozenset({ADMINISTRATOR, MANAGER, OTHER})  # who writes at all
EDITORS = frozenset(
    {ADMINISTRATOR, MANAGER}
)  # who edits the world's company: not the manager of another cluster
ADMINISTRATORS = frozenset({ADMINISTRATOR})
READERS = EVERYBODY - {MINISTRY}  # who reads whom a campaign reached, not only the counts


@dataclass(frozen=True)
class Row:
    method: str
    inside: frozenset[str]
    arguments: dict[str, str] = field(default_factory=dict)  # URL argument -> name of a value in the world
    public: bool = False  # no sign-in needed (sign-in pages, signed links)
    demo_only: bool = False


def read(inside: frozenset[str] = EVERYBODY, **arguments: str) -> Row:
    return Row("get", inside, arguments)


def write(inside: frozenset[str] = EDITORS, **arguments: str) -> Row:
    return Row("post", inside, arguments)


def signed(**arguments: str) -> Row:
    return Row("get", frozenset(), arguments, public=True)


def signed_write(**arguments: str) -> Row:
    return Row("post", frozenset(), arguments, public=True)


def demo(**arguments: str) -> Row:
    return Row("get", EVERYBODY, arguments, demo_only=True)


# Several rows per URL where reading and writing differ.
ROWS: dict[str, tuple[Row, ...]] = {
    "ui:language": (Row("post", EVERYBODY, public=True),),
    "ui:gallery": (read(),),
    # The list, the file and its sections
    "companies:list": (read(),),
    "companies:nace": (read(),),
    "companies:communes": (read(),),
    "companies:lookup": (read(),),
    "companies:create": (read(WORKERS), write(WORKERS)),
    "companies:edit": (read(EDITORS, pk="company"), write(pk="company")),
    "companies:archive": (write(pk="company"),),
    "companies:restore": (write(pk="company"),),
    "companies:changes": (read(pk="company"),),
    "companies:section": (read(pk="company", name="section"),),
    "companies:figures_add": (read(EDITORS, pk="company"), write(pk="company")),
    "companies:figures_edit": (read(EDITORS, pk="figures"), write(pk="figures")),
    "companies:accounts_edit": (read(EDITORS, pk="figures"), write(pk="figures")),
    "companies:figures_remove": (write(pk="figures"),),
    "companies:person_add": (read(EDITORS, pk="company"), write(pk="company")),
    "companies:person_edit": (read(EDITORS, pk="person"), write(pk="person")),
    "companies:owner_add": (read(EDITORS, pk="company"), write(pk="company")),
    "companies:owner_edit": (read(EDITORS, pk="ownership"), write(pk="ownership")),
    "companies:owner_remove": (write(pk="ownership"),),
    # Imports
    "companies:import": (read(ADMINISTRATORS), write(ADMINISTRATORS)),
    "companies:import_run": (read(ADMINISTRATORS, pk="import_run"), write(ADMINISTRATORS, pk="import_run")),
    "companies:import_apply": (write(ADMINISTRATORS, pk="import_run"),),
    "companies:import_progress": (read(ADMINISTRATORS, pk="import_run"),),
    "companies:import_rejected": (read(ADMINISTRATORS, pk="import_run"),),
    # Contacts and notes
    "companies:contacts": (read(company="company"),),
    "companies:contact_plan": (read(EDITORS, company="company"), write(company="company")),
    "companies:contact": (read(pk="contact"),),
    "companies:contact_edit": (read(EDITORS, pk="contact"), write(pk="contact")),
    "companies:contact_cancel": (read(EDITORS, pk="contact"), write(pk="contact")),
    "companies:contact_calendar": (read(pk="contact"),),
    "companies:contact_hold": (write(pk="contact"),),
    "companies:contact_reopen": (write(pk="contact"),),
    "companies:notes": (read(pk="contact"),),
    "companies:notes_save": (write(pk="contact"),),
    "companies:notes_settle": (write(pk="contact"),),
    "companies:notes_revisions": (read(pk="contact"),),
    "companies:notes_revision": (read(pk="contact", version="notes_version"),),
    "companies:notes_restore": (write(pk="contact", version="notes_version"),),
    "companies:mark_add": (write(pk="contact"),),
    "companies:mark": (read(pk="contact", mark="mark"),),
    "companies:mark_remove": (write(pk="contact", mark="mark"),),
    # Diagnostics
    "diagnostics:list": (read(company_pk="company"),),
    "diagnostics:start": (write(company_pk="company"),),
    "diagnostics:answer": (read(EDITORS, pk="run"),),
    "diagnostics:save": (write(pk="run", question="question"),),
    "diagnostics:finish": (write(pk="run"),),
    "diagnostics:link": (write(pk="run"),),
    "diagnostics:send_link": (write(pk="run"),),
    "diagnostics:withdraw_link": (write(pk="run"),),
    "diagnostics:result": (read(pk="finished_run"), read(EDITORS, pk="run")),
    "diagnostics:outsider": (signed(token="run_token"),),
    "diagnostics:outsider_save": (signed_write(token="run_token", question="question"),),
    "diagnostics:outsider_finish": (signed_write(token="run_token"),),
    # Needs
    "needs:list": (read(),),
    "needs:create": (read(EDITORS, company_pk="company"), write(company_pk="company")),
    "needs:detail": (read(pk="need"),),
    "needs:edit": (read(EDITORS, pk="need"), write(pk="need")),
    "needs:confirm": (write(pk="need"),),
    "needs:dismiss": (write(pk="need"),),
    "needs:met": (write(pk="need"),),
    "needs:of_run": (read(pk="finished_run"),),
    "needs:of_mark": (read(pk="mark"), write(pk="mark")),
    # Aids and solutions
    "aids:list": (read(),),
    "aids:detail": (read(slug="programme"),),
    "aids:catalogues": (read(),),
    "aids:catalogue_nightly": (write(ADMINISTRATORS, slug="other_catalogue"),),
    "aids:catalogue_withdraw": (
        read(ADMINISTRATORS, slug="other_catalogue"),
        write(ADMINISTRATORS, slug="other_catalogue"),
    ),
    "aids:programmes_import": (read(ADMINISTRATORS), write(ADMINISTRATORS)),
    "aids:programme_import": (read(ADMINISTRATORS, pk="programme_import"),),
    "aids:programme_import_apply": (write(ADMINISTRATORS, pk="programme_import"),),
    "aids:programme_import_progress": (read(ADMINISTRATORS, pk="programme_import"),),
    "aids:programme_import_refused": (read(ADMINISTRATORS, pk="programme_import"),),
    "aids:company": (read(company="company"),),
    "aids:company_fragment": (read(company="company"),),
    "aids:answer": (read(EDITORS, company="company", field="field"), write(company="company", field="field")),
    # The register of awards
    "aids:awards": (read(),),
    "aids:transparency": (read(),),
    "aids:transparency_csv": (read(),),
    "aids:transparency_xlsx": (read(),),
    "aids:company_awards": (read(company="company"),),
    "aids:award_add": (read(EDITORS, company="company"), write(company="company")),
    "aids:award_edit": (read(EDITORS, pk="award"), write(pk="award")),
    "aids:award_withdraw": (read(EDITORS, pk="award"), write(pk="award")),
    "aids:award_restore": (write(pk="withdrawn_award"),),
    "aids:de_minimis": (read(company="company"),),
    "aids:projects": (read(company="company"),),
    "aids:project": (read(pk="aid_project"),),
    "aids:project_preview": (read(company="company"),),
    "aids:project_add": (read(EDITORS, company="company"), write(company="company")),
    "aids:project_edit": (read(EDITORS, pk="aid_project"), write(pk="aid_project")),
    "aids:project_remove": (write(pk="aid_project"),),
    "aids:difficulty": (read(company="company"),),
    "aids:sme_status": (read(company="company"),),
    "aids:sme_status_fragment": (read(company="company"),),
    # The sweep
    "aids:sweep": (read(),),
    "aids:sweep_start": (write(WORKERS),),
    "aids:sweep_runs": (read(),),
    "aids:sweep_progress": (read(pk="sweep_run"),),
    "aids:sweep_resume": (write(WORKERS, pk="stopped_sweep"),),
    "aids:sweep_programme": (read(slug="programme"),),
    "aids:sweep_map": (read(slug="programme"),),
    "aids:sweep_export": (read(slug="programme"),),
    "aids:sweep_prepare": (write(EVERYBODY, slug="programme"),),
    "aids:sweep_file": (read(ADMINISTRATORS, pk="sweep_file"),),
    "aids:sweep_file_progress": (read(ADMINISTRATORS, pk="sweep_file"),),
    "aids:sweep_download": (read(ADMINISTRATORS, pk="sweep_file"),),
    # The rule editor
    "aids:drafts": (read(ADMINISTRATORS), write(ADMINISTRATORS)),
    "aids:draft_programmes": (read(ADMINISTRATORS),),
    "aids:draft_fields": (read(ADMINISTRATORS, pk="draft"),),
    "aids:draft": (read(ADMINISTRATORS, pk="draft"),),
    "aids:draft_save": (write(ADMINISTRATORS, pk="draft"),),
    "aids:draft_old_text": (read(ADMINISTRATORS, pk="draft", number="first_text"),),
    "aids:draft_yaml": (read(ADMINISTRATORS, pk="draft"),),
    "aids:draft_tree": (read(ADMINISTRATORS, pk="draft"),),
    "aids:draft_node": (read(ADMINISTRATORS, pk="draft"), write(ADMINISTRATORS, pk="draft")),
    "aids:draft_tree_change": (write(ADMINISTRATORS, pk="draft"),),
    "aids:draft_try": (read(ADMINISTRATORS, pk="draft"),),
    "aids:draft_difference": (
        read(ADMINISTRATORS, pk="draft"),
        read(ADMINISTRATORS, pk="waiting_draft"),
        write(ADMINISTRATORS, pk="draft"),
    ),
    "aids:draft_progress": (read(ADMINISTRATORS, pk="waiting_draft", number="difference"),),
    "aids:draft_review": (read(ADMINISTRATORS, pk="draft"), read(ADMINISTRATORS, pk="waiting_draft")),
    "aids:draft_step": (write(ADMINISTRATORS, pk="draft"), write(ADMINISTRATORS, pk="waiting_draft")),
    "aids:history": (read(slug="edited_programme"),),
    "aids:publication": (read(slug="edited_programme", number="first_publication"),),
    "aids:publication_yaml": (read(slug="edited_programme", number="first_publication"),),
    "aids:publication_restore": (write(ADMINISTRATORS, slug="edited_programme", number="first_publication"),),
    "solutions:list": (read(),),
    "solutions:detail": (read(pk="solution"),),
    # Solutions for a need, introductions
    "matches:solutions": (read(pk="need"),),
    "matches:of_need": (read(pk="need"),),
    "matches:result": (read(pk="need", kind="solution_kind", target="solution"),),
    "matches:decide": (write(pk="need", kind="solution_kind", target="solution"),),
    "matches:match": (read(pk="match"),),
    "matches:take_back": (write(pk="match"),),
    "matches:introduce": (read(EDITORS, pk="match"), write(pk="match")),
    "matches:introductions": (read(),),
    "matches:introduction": (read(pk="introduction"),),
    "matches:change": (write(pk="introduction"),),
    "matches:outsider": (signed(token="introduction_token"), signed_write(token="introduction_token")),
    # Roadmaps and follow-up
    "roadmaps:list": (read(),),
    "roadmaps:create": (read(EDITORS, company_pk="company"), write(company_pk="company")),
    "roadmaps:follow_up": (read(EDITORS, company_pk="company"), write(company_pk="company")),
    "roadmaps:end_follow_up": (write(company_pk="company"),),
    "roadmaps:of_company": (read(pk="company"),),
    "roadmaps:of_campaign": (read(pk="sent_campaign"),),
    "roadmaps:of_match": (read(pk="match"), write(pk="match")),
    "roadmaps:detail": (read(pk="roadmap"), read(pk="closed_roadmap")),
    "roadmaps:close": (write(pk="roadmap"),),
    "roadmaps:reopen": (write(pk="closed_roadmap"),),
    "roadmaps:pdf": (read(pk="roadmap"),),
    "roadmaps:renew": (write(pk="roadmap"),),
    "roadmaps:feed": (signed(token="feed_token"),),
    "roadmaps:step_add": (read(EDITORS, pk="roadmap"), write(pk="roadmap")),
    "roadmaps:step": (read(EDITORS, pk="step"), write(pk="step")),
    "roadmaps:move": (write(pk="step"),),
    "roadmaps:start": (write(pk="step"),),
    "roadmaps:done": (write(pk="step"),),
    "roadmaps:remove": (write(pk="step"),),
    "roadmaps:aid_add": (read(EDITORS, pk="roadmap"), write(pk="roadmap")),
    "roadmaps:aid": (read(EDITORS, pk="aid"), write(pk="aid")),
    "roadmaps:aid_remove": (write(pk="aid"),),
    # Campaigns
    # Events
    "events:list": (read(),),
    "events:meetings": (read(READERS, pk="event"), read(READERS, pk="draft_event")),
    "events:meetings_begin": (write(pk="draft_event"),),
    "events:meetings_step": (write(pk="event"),),
    "events:meetings_rules": (read(EDITORS, pk="event"), write(pk="event")),
    "events:meeting_slots": (read(READERS, pk="event"), write(pk="event")),
    "events:meeting_slot_add": (read(EDITORS, pk="event"), write(pk="event")),
    "events:meeting_slot": (read(EDITORS, pk="meeting_slot"), write(pk="meeting_slot")),
    "events:meeting_slot_remove": (write(pk="meeting_slot"),),
    "events:meeting_tables": (read(READERS, pk="event"), write(pk="event")),
    "events:meeting_table": (read(EDITORS, pk="meeting_table"), write(pk="meeting_table")),
    "events:meeting_table_found": (write(pk="meeting_table"),),
    "events:meeting_people": (read(READERS, pk="event"),),
    "events:meeting_person": (read(EDITORS, pk="participant"), write(pk="participant")),
    "events:meeting_person_part": (write(pk="participant"),),
    "events:meeting_requests": (read(READERS, pk="event"),),
    "events:meeting_request_add": (read(EDITORS, pk="event"), write(pk="event")),
    "events:meeting_request": (read(EDITORS, pk="meeting_request"), write(pk="meeting_request")),
    "events:meeting_request_decide": (write(pk="meeting_request"),),
    "events:timetable_order": (write(pk="event"),),
    "events:timetable_late": (read(EDITORS, pk="event"), write(pk="event")),
    "events:timetable": (read(READERS, pk="timetable"), read(READERS, pk="draft_timetable")),
    "events:timetable_progress": (read(READERS, pk="timetable"),),
    "events:timetable_grid": (read(READERS, pk="timetable"),),
    "events:timetable_stop": (write(pk="draft_timetable"),),
    "events:timetable_resume": (write(pk="draft_timetable"),),
    "events:timetable_publish": (write(pk="draft_timetable"),),
    "events:timetable_unpublish": (write(pk="timetable"),),
    "events:timetable_workbook": (read(READERS, pk="timetable"),),
    "events:timetable_pdf": (read(READERS, pk="timetable"),),
    "events:timetable_sheets": (read(READERS, pk="timetable"),),
    "events:detail": (read(pk="event"), read(pk="draft_event")),
    "events:create": (read(WORKERS), write(WORKERS)),
    "events:edit": (read(EDITORS, pk="event"), write(EDITORS, pk="event")),
    "events:publish": (write(EDITORS, pk="draft_event"),),
    "events:call_off": (write(EDITORS, pk="event"),),
    "events:duplicate": (write(WORKERS, pk="event"),),
    "events:programme": (read(pk="event"),),
    "events:session_add": (read(EDITORS, pk="event"), write(EDITORS, pk="event")),
    "events:session_edit": (read(EDITORS, pk="event_session"), write(EDITORS, pk="event_session")),
    "events:session_remove": (write(EDITORS, pk="event_session"),),
    "events:speaker_add": (read(EDITORS, pk="event"), write(EDITORS, pk="event")),
    "events:speaker_edit": (read(EDITORS, pk="event_speaker"), write(EDITORS, pk="event_speaker")),
    "events:speaker_remove": (write(EDITORS, pk="event_speaker"),),
    "events:question_add": (read(EDITORS, pk="event"), write(EDITORS, pk="event")),
    "events:question_edit": (read(EDITORS, pk="event_question"), write(EDITORS, pk="event_question")),
    "events:question_remove": (write(EDITORS, pk="event_question"),),
    "events:registrations": (read(READERS, pk="event"),),
    "events:registration": (read(READERS, pk="registration"),),
    "events:registration_add": (read(EDITORS, pk="event"), write(EDITORS, pk="event")),
    "events:registration_cancel": (write(EDITORS, pk="registration"),),
    "events:registration_company": (write(EDITORS, pk="registration"),),
    "events:registrations_csv": (read(READERS, pk="event"),),
    "events:registrations_xlsx": (read(READERS, pk="event"),),
    "events:public_list": (signed(),),
    "events:public": (signed(slug="event_slug"),),
    "events:register": (signed(slug="event_slug"), signed_write(slug="event_slug")),
    "events:thanks": (signed(slug="event_slug"),),
    "events:invited": (signed(token="campaign_token"), signed_write(token="campaign_token")),
    "events:own": (signed(token="registration_token"), signed_write(token="registration_token")),
    "events:checkin": (read(WORKERS, pk="event"),),
    "events:checkin_people": (read(WORKERS, pk="event"),),
    "events:checkin_sync": (write(WORKERS, pk="event"),),
    "events:checkin_worker": (read(WORKERS, pk="event"),),
    "events:badges": (read(WORKERS, pk="event"),),
    "events:badge_sheets": (read(WORKERS, pk="event", part="badge_part"),),
    "events:badge": (read(WORKERS, pk="registration"),),
    "events:own_badge": (signed(token="registration_token"),),
    "events:own_calendar": (signed(token="registration_token"),),
    "events:invitations": (read(pk="event"),),
    "events:invite": (write(pk="event"),),
    "events:reminders": (write(pk="event"),),
    "events:decide_letter": (write(pk="stuck_letter"),),
    "events:decline": (signed(token="campaign_token"), signed_write(token="campaign_token")),
    "events:public_calendar": (Row("get", EVERYBODY, public=True),),
    "events:after": (read(pk="event"),),
    "events:costs": (read(pk="event"), write(pk="event")),
    "events:cost": (read(EDITORS, pk="cost"), write(pk="cost")),
    "events:cost_remove": (write(pk="cost"),),
    "events:results_write": (read(EDITORS, pk="event"), write(pk="event")),
    "events:report": (read(pk="event"), read(pk="past_event")),
    "events:results": (read(),),
    "events:results_sheet": (read(),),
    "events:own_survey": (signed(token="registration_token"), signed_write(token="registration_token")),
    "events:survey": (read(pk="event"),),
    "events:survey_send": (write(pk="past_event"),),
    "events:survey_by_itself": (write(pk="event"),),
    "events:survey_sheet": (read(pk="event"),),
    "events:survey_question_add": (read(EDITORS, pk="event"), write(pk="event")),
    "events:survey_question": (read(EDITORS, pk="survey_question"), write(pk="survey_question")),
    "events:survey_question_remove": (write(pk="survey_question"),),
    "events:outcome_need": (read(EDITORS, pk="event"), write(pk="event")),
    "events:outcome_idea": (read(EDITORS, pk="event"), write(pk="event")),
    "events:outcome_cooperation": (read(EDITORS, pk="event"), write(pk="event")),
    "events:outcome_existing": (read(EDITORS, pk="event"), write(pk="event")),
    "events:unlink": (write(pk="event_link"),),
    "events:cooperations": (read(),),
    "events:cooperation": (read(pk="cooperation"),),
    "events:cooperation_edit": (read(EDITORS, pk="cooperation"), write(pk="cooperation")),
    "events:cooperation_move": (write(pk="cooperation"),),
    "events:cooperation_create": (read(EDITORS, company_pk="company"), write(company_pk="company")),
    "events:cooperations_of": (read(pk="company"),),
    "campaigns:list": (read(),),
    "campaigns:create": (read(WORKERS), write(WORKERS)),
    "campaigns:count": (read(WORKERS),),
    "campaigns:of_sweep": (
        read(pk="company"),
    ),  # the sweep's number is not looked at: the filters say it all
    "campaigns:detail": (read(pk="campaign"), read(pk="review_campaign"), read(pk="sent_campaign")),
    "campaigns:edit": (read(EDITORS, pk="campaign"), write(pk="campaign")),
    "campaigns:move": (write(WORKERS, pk="review_campaign"),),  # the manager of another cluster reviews
    "campaigns:relationships": (write(pk="campaign"),),
    "campaigns:progress": (read(pk="sent_campaign"),),
    "campaigns:preview": (read(READERS, pk="campaign"), read(READERS, pk="review_campaign")),
    "campaigns:test": (write(pk="campaign"),),
    "campaigns:recipients": (read(READERS, pk="sent_campaign"),),
    "campaigns:decide": (write(pk="recipient"),),
    "campaigns:came_back": (write(pk="recipient"),),
    "campaigns:answers": (read(READERS, pk="sent_campaign"),),
    "campaigns:sheet": (read(READERS, pk="sent_campaign"),),
    "campaigns:to_need": (write(pk="given"),),
    "campaigns:to_contact": (write(pk="given"),),
    "campaigns:consents": (read(READERS, pk="company"),),
    "campaigns:record": (write(pk="company"),),
    "campaigns:withdraw": (write(pk="company"),),
    "campaigns:works_again": (write(pk="company"),),
    "campaigns:answer": (signed(token="campaign_token"), signed_write(token="campaign_token")),
    "campaigns:choices": (signed(token="choices_token"), signed_write(token="choices_token")),
    # The day's work
    "desk:my_day": (read(),),
    "desk:search": (read(),),
    "desk:company_file": (read(pk="company"), read(pk="archived")),
    "desk:company_timeline": (read(pk="company"),),
    "desk:mailbox": (demo(),),
    "desk:mail": (demo(file="mail_file", number="first"),),
    "desk:attachment": (demo(file="mail_file", number="first", place="first"),),
}

# Pages of libraries, with the reason why they need no row of ours.
LIBRARY_PAGES = {
    "admin": "the raw data pages: superusers only, tested below as a whole",
    "account": "allauth's sign-in pages: public by nature; sign-up is closed, tested with accounts",
}
