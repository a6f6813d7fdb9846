"""What do all tests share? Strict templates, the embedded PostgreSQL, people of every role."""

from __future__ import annotations

import gc
import itertools
import os
import threading

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# No limit of time, and in CI the same examples each run: a slow machine is no broken law, and a test that fails
# by chance is a bug. The one profile of all tests: one loaded further down would replace it for everybody.
hypothesis_settings.register_profile(
    "grappe",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
hypothesis_settings.load_profile("grappe")

# Before settings are read: without DATABASE_URL the embedded server is started for the whole test session.
if not os.environ.get("DATABASE_URL"):
    from grappe.config import postgres

    _LEASE = postgres.start()


# Spark cuts what it sorts into two hundred parts: of the small tables of the tests, nearly all of them are empty.
os.environ.setdefault("PYSPARK_SUBMIT_ARGS", "--conf spark.sql.shuffle.partitions=2 pyspark-shell")


def pytest_collection_modifyitems(items):
    """The files that take longest first, so that the two workers end together (factories/longest.py)."""
    from factories import longest

    places = longest.known()
    items.sort(key=lambda item: places.get(item.path.relative_to(longest.TESTS).as_posix(), len(places)))


def pytest_collection_finish():
    """What was loaded to find the tests stays until the end: the collector of garbage need not look at it each time."""
    gc.collect()
    gc.freeze()
    # A page makes many objects and leaves few: looked for less often, a twentieth of the time.
    gc.set_threshold(50_000, 20, 50)


_NUMBER = itertools.count()


@pytest.fixture(autouse=True)
def plain_settings(settings, tmp_path_factory):
    """Fast password hashing, e-mail in memory, files in a folder of the test's own, made by whoever writes there.

    Not `tmp_path`: few of ten thousand tests write a file, and each would make, keep and remove a folder.
    """
    own = tmp_path_factory.getbasetemp() / "settings" / str(next(_NUMBER))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = own / "media"
    settings.EMAIL_FILE_PATH = own / "mail"


@pytest.fixture(autouse=True, scope="session")
def assets_when_asked_for():
    """An asset is looked for when a page asks, instead of all of them each time a test client or the server starts."""
    from django.test import override_settings

    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(autouse=True)
def english():
    """Each test starts in English, whatever language a request of the test before it left behind."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture(autouse=True, scope="session")
def strict_templates():
    """An undefined variable in a template fails the test instead of showing nothing."""
    from django.template import engines

    class Undefined(str):
        def __contains__(self, item: str) -> bool:
            return item == "%s"

        def __mod__(self, missing: object) -> str:
            raise AssertionError(f"undefined template variable: {missing}")

    engines["django"].engine.string_if_invalid = Undefined("%s")


@pytest.fixture(autouse=True, scope="session")
def told_once_a_page(django_test_environment):
    """A test client hears of the template that a view asked for, not of each widget and fragment drawn inside it.

    Django tells of all of them, each with a copy of all that it stood on: a twentieth of what a page takes.
    """
    from django.template import Template

    told, drawing = Template._render, threading.local()

    def render(template, context):
        if getattr(drawing, "inside", False):
            return template.nodelist.render(context)
        drawing.inside = True
        try:
            return told(template, context)
        finally:
            drawing.inside = False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture
def clusters(db):
    """Return the clusters of the shipped catalogue by their slug."""
    from factories import reference

    return reference.clusters()


@pytest.fixture
def people(clusters):
    """Return one user of each role, plus a manager of another cluster.

    `manager` looks after healthtech and digital, `other_manager` after wood.
    """
    from factories import reference

    return reference.people(clusters)


@pytest.fixture
def manager(client, people):
    """Return a client that is signed in as the manager."""
    client.force_login(people.manager)
    return client


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_db_use_migrations, django_db_blocker
):
    """The test database is a copy of one that was migrated once (factories/databases.py), and never waits for the disk.

    A commit comes back before it is on the disk: five milliseconds less each. Only a server that crashes loses any.
    """
    from django.db import connection

    from factories import databases

    options = connection.settings_dict.setdefault("OPTIONS", {})
    options["options"] = f"{options.get('options', '')} -c synchronous_commit=off".strip()
    if django_db_use_migrations:
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = databases.template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """The database goes when nobody is connected to it any more."""
    from django.db.backends.signals import connection_created

    from factories import databases

    connection_created.connect(databases.elsewhere.note)
    yield
    databases.elsewhere.close(all_of_them=True)


@pytest.fixture(autouse=True, scope="session")
def quickly_emptied():
    """After a test with real transactions every table is empty, Procrastinate's as well, which are not Django's."""
    from django.test import TransactionTestCase

    from factories import databases

    TransactionTestCase._fixture_teardown = lambda _case: databases.empty()
