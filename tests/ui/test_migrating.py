"""Does the quick `migrate` leave the same tables as Django's own, and do steps in Python see every model as it stands?"""

from __future__ import annotations

import pytest
from django.core.management import get_commands
from django.db import connection, migrations, models, transaction
from django.db.migrations.state import ProjectState

from grappe.ui.migrating import State

KEY = ("id", models.BigAutoField(primary_key=True))
NOTED = {}


def fill(apps, _editor):
    """What a step in Python may do: write, and ask along relations in both directions, also those added later."""
    shelf, book = apps.get_model("shop", "Shelf"), apps.get_model("shop", "Book")
    made = shelf.objects.create(name="Upper")
    favourite = book.objects.create(shelf=made, title="Grapes", pages=3)
    made.favourite = favourite
    made.save()
    found = shelf.objects.filter(book__title="Grapes", favourite__pages=3).get()
    NOTED["seen"] = (found.book_set.get() == favourite, favourite.loved_by.get() == made, book.__name__)


OPERATIONS = [
    migrations.CreateModel("Shelf", [KEY, ("name", models.CharField(max_length=20))]),
    migrations.CreateModel("Book", [KEY, ("shelf", models.ForeignKey("shop.Shelf", models.CASCADE))]),
    migrations.AddField("Book", "title", models.CharField(max_length=20, default="")),
    migrations.AddField(
        "Shelf",
        "favourite",
        models.ForeignKey("shop.Book", models.SET_NULL, null=True, related_name="loved_by"),
    ),
    migrations.AddField("Book", "pages", models.IntegerField(default=0)),
    migrations.AddField("Book", "beside", models.ManyToManyField("shop.Book")),
    migrations.AddIndex("Book", models.Index(fields=["title"], name="shop_title")),
    migrations.AddConstraint(
        "Book", models.UniqueConstraint(fields=["shelf", "title"], name="shop_once")
    ),
    migrations.RunPython(fill),
    migrations.AlterField("Shelf", "id", models.AutoField(primary_key=True)),
    migrations.RenameField("Book", "pages", "leaves"),
    migrations.RenameModel("Shelf", "Board"),
    migrations.AddField("Book", "board", models.ForeignKey("shop.Board", models.CASCADE, null=True)),
    migrations.RemoveField("Board", "favourite"),
    migrations.CreateModel("Lost", [KEY, ("board", models.ForeignKey("shop.Board", models.CASCADE))]),
    migrations.DeleteModel("Lost"),
]  # fmt: skip
LAID_OUT = (
    "SELECT table_name, column_name, ordinal_position, udt_name, is_nullable, column_default"
    " FROM information_schema.columns WHERE table_name LIKE 'shop_%' ORDER BY 1, 3",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE conrelid::regclass::text LIKE 'shop_%' ORDER BY 1, 2",
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'shop_%' ORDER BY 1",
)


def migrated(state: ProjectState) -> tuple[list[list[tuple]], ProjectState]:
    """Return how the tables stand after all operations, each with the models drawn, and take them away again."""
    assert state.apps
    with transaction.atomic():
        for operation in OPERATIONS:
            step = migrations.Migration("a step", "shop")
            step.operations = [operation]
            with connection.schema_editor() as editor:
                state = step.apply(state, editor)
            assert state.apps  # as the executor has them drawn before each step
        with connection.cursor() as cursor:
            found = []
            for asked in LAID_OUT:
                cursor.execute(asked)
                found.append(cursor.fetchall())
        transaction.set_rollback(True)
    return found, state


@pytest.mark.django_db(transaction=True)
def test_the_tables_are_those_of_djangos_own():
    NOTED.clear()
    quick, after = migrated(State())
    assert NOTED.pop("seen") == (True, True, "Book")
    own, expected = migrated(ProjectState())
    assert NOTED["seen"] == (True, True, "Book")
    assert quick == own and len(own[0]) == 10 and len(own[1]) > 5
    assert after == expected
    after.clear_delayed_apps_cache()
    for name in ("Board", "Book"):
        drawn, meant = (each.apps.get_model("shop", name)._meta.get_fields() for each in (after, expected))
        assert [field.name for field in drawn] == [field.name for field in meant]


@pytest.mark.django_db
def test_only_what_changed_is_drawn_anew():
    state = State()
    for operation in OPERATIONS[:2]:
        operation.state_forwards("shop", state)
    shelf = state.apps.get_model("shop", "Shelf")
    OPERATIONS[2].state_forwards("shop", state)
    assert state.apps.get_model("shop", "Shelf") is shelf
    assert state.apps.get_model("shop", "Book")._meta.get_field("title")


def test_grappes_migrate_is_the_quick_one():
    assert get_commands()["migrate"] == "grappe.ui"
