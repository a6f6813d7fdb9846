"""`grappe connections`: is each provider by which mailboxes and calendars are connected set up rightly?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from grappe.apps.calendars.operations import access as calendars
from grappe.apps.mail.operations import access as mail
from grappe.ui.oauth import client
from grappe.ui.oauth.providers import FILE, Provider


class Command(BaseCommand):
    help = "Ask each provider of GRAPPE_CONNECT_FILE, and its servers, whether what was set up works; say what is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        found = settings.ACCESS_PROVIDERS.all
        if not found:
            self.stdout.write(f"No provider is set up: {FILE} is empty.")
            return
        wrong = 0
        for provider in found:
            self.stdout.write(f"{provider.ident} ({provider.name})")
            for line in _addresses(provider):
                self.stdout.write(f"  redirect address to register there: {settings.SITE_URL}{line}")
            faults = _faults(provider)
            for fault in faults:
                self.stdout.write(f"  wrong: {fault}")
            if not faults:
                self.stdout.write("  works, as far as it shows without a person who signs in")
            wrong += len(faults)
        if wrong:
            raise CommandError(f"{wrong} to mend.", returncode=1)


def _addresses(provider: Provider) -> list[str]:
    wanted = {"mail:access_back": provider.mail, "calendars:access_back": provider.calendar}
    return [
        reverse(name, kwargs={"ident": provider.ident}) for name, place in wanted.items() if place is not None
    ]


def _faults(provider: Provider) -> list[str]:
    found = client.faults_of(provider)
    if provider.mail is not None and (fault := mail.fault_of(provider.mail)):
        found.append(fault)
    if provider.calendar is not None and (fault := calendars.fault_of(provider.calendar)):
        found.append(fault)
    return found
