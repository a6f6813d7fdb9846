"""When does `grappe demo` refuse? (What it does otherwise: test_demo.py.)"""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from apps.desk.conftest import NOW
from grappe.apps.accounts.models import User
from grappe.apps.companies.models import Commune
from grappe.apps.desk import operations
from grappe.ui.errors import BadInput


@pytest.mark.django_db
def test_without_word_lists_nothing_is_loaded(tmp_path, clusters):
    Commune.objects.create(name="Wiltz", canton="Wiltz")
    with pytest.raises(BadInput, match=r"names\.yaml"):
        operations.load_demo(catalogue=tmp_path, logins=tmp_path / "logins.txt", at=NOW)
    assert not User.objects.exists()
    assert not (tmp_path / "logins.txt").exists()


@pytest.mark.django_db
def test_without_a_catalogue_the_command_says_what_is_missing(tmp_path, settings):
    settings.VAR = tmp_path
    with pytest.raises(CommandError, match="catalogue"):
        call_command("demo")
    assert not User.objects.exists()
