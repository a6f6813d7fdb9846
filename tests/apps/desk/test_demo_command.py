"""How does `grappe demo` begin, and when does it refuse?"""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from apps.desk.conftest import NOW
from grappe.apps.accounts.models import User
from grappe.apps.companies.models import Company
from grappe.apps.desk import operations
from grappe.ui.errors import BadInput


@pytest.mark.django_db
def test_without_word_lists_nothing_is_loaded(tmp_path, settings):
    operations.load_catalogue(settings.CATALOGUE, at=NOW)
    with pytest.raises(BadInput, match=r"names\.yaml"):
        operations.load_demo(catalogue=tmp_path, logins=tmp_path / "logins.txt", at=NOW)
    assert not User.objects.exists()
    assert not (tmp_path / "logins.txt").exists()


@pytest.mark.django_db
def test_the_command_says_what_it_does_and_then_that_it_is_there(tmp_path, settings):
    settings.VAR = tmp_path
    operations.load_catalogue(settings.CATALOGUE, at=NOW)
    out = io.StringIO()
    call_command("demo", "--size", "12", stdout=out)
    assert "12 companies" in out.getvalue() and "contacts and notes" in out.getvalue()
    assert (tmp_path / "demo-logins.txt").exists()
    assert Company.objects.count() == 12
    again = io.StringIO()
    call_command("demo", stdout=again)
    assert again.getvalue().strip() == "there already"
    assert Company.objects.count() == 12


@pytest.mark.django_db
def test_without_a_catalogue_the_command_says_what_is_missing(tmp_path, settings):
    settings.VAR = tmp_path
    with pytest.raises(CommandError, match="catalogue"):
        call_command("demo")
    assert not User.objects.exists()
