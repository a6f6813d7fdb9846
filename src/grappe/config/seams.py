"""Where do apps meet that do not know one another? Pages leave room, happenings are told on: said here by name."""

# What a page of a lower app leaves room for, and which address of a higher app fills it ({% slot name pk %}).
SLOTS = {
    "accounts.person": ["clusters:of_person"],  # pk of the user
    "diagnostics.result": ["needs:of_run"],  # pk of the run
    "companies.mark": ["needs:of_mark"],  # pk of the mark in a contact's notes
    "companies.idea_mark": ["ideas:of_mark"],  # pk of a mark of kind idea
    "companies.plan": ["calendars:clashes"],  # pk of the company, in the form of a contact
    "companies.contact": ["studies:of_contact"],  # pk of the contact
    "needs.detail": [
        "matches:of_need",
        "studies:of_need",
        "groups:of_need",
        "ideas:of_need",
    ],  # pk of the need
    "studies.detail": ["groups:of_study", "ideas:of_study", "insight:of_study"],  # pk of the study
    "studies.use": ["ideas:of_use"],  # pk of a use of a finding that is an idea in words
    "matches.match": ["roadmaps:of_match"],  # pk of the accepted match
    "aids.programme": ["studies:of_programme", "insight:of_programme"],  # pk of the programme
    "events.detail": [
        "studies:of_event",
        "groups:of_event",
        "ideas:of_event",
        "insight:of_event",
    ],  # pk of the event
    "events.idea": ["ideas:of_event_words"],  # pk of an idea in words among an event's outcomes
    "groups.detail": ["ideas:of_group", "insight:of_group"],  # pk of the working group
    "groups.idea": ["ideas:of_group_words"],  # pk of an idea in words among a group's results
    "groups.minutes": ["ideas:of_session"],  # pk of the session
    "events.cooperation": ["groups:of_cooperation"],  # pk of the cooperation
    "aids.sweep": ["campaigns:of_sweep"],  # pk of the sweep; the page adds its filters to the query
    "campaigns.results": ["roadmaps:of_campaign"],  # pk of the campaign: aids obtained since
    "campaigns.detail": ["insight:of_campaign"],  # pk of the campaign
    "solutions.detail": ["insight:of_solution"],  # pk of the solution
    "ideas.detail": ["insight:of_idea"],  # pk of the idea
}
# What is done in the same transaction once something has happened; called with keyword arguments.
HOOKS = {
    "diagnostics.run_finished": ["grappe.apps.needs.operations.propose_from_run"],  # run_id=, by=, at=
    "fields.tables": [  # the models whose records have custom fields, by RecordType
        "grappe.apps.companies.queries.custom.tables",
        "grappe.apps.needs.queries.custom.tables",
        "grappe.apps.matches.queries.custom.tables",
        "grappe.apps.roadmaps.queries.custom.tables",
    ],
    "fields.views_with": ["grappe.apps.lists.queries.views.with_custom"],  # record=, name=; a number
    "companies.sure_from": ["grappe.apps.duplicates.queries.pairs.sure_from"],  # for the dry run of an import
    "companies.contact_changed": [
        "grappe.apps.calendars.operations.booking_follows",
        "grappe.apps.calendars.operations.contact_changed",
    ],  # contact=, users= (ids), at=
    "accounts.deactivated": [
        "grappe.apps.calendars.operations.account_closed",
        "grappe.apps.mail.operations.account_closed",
    ],  # user=, by=, at=; a number
    "campaigns.booking": [
        "grappe.apps.calendars.queries.letters.booking_address"
    ],  # owner= (id), kind= (id or None); an address, or ""
    "campaigns.booking_kinds": [
        "grappe.apps.calendars.queries.letters.booking_kinds"
    ],  # owner= (id); keys and names of the kinds of times that they offer
    "accounts.team_hangs": [
        "grappe.apps.companies.operations.ending_teams.hangs",
        "grappe.apps.lists.operations.ending_teams.hangs",
    ],  # team=, to=; what hangs on a team
    "accounts.team_ends": [
        "grappe.apps.companies.operations.ending_teams.end",
        "grappe.apps.lists.operations.ending_teams.end",
    ],  # team=, to=, by=, at=; lets it go
    "campaigns.topic": ["grappe.apps.events.queries.invitations.topic"],  # key=; returns the topic, or None
}
