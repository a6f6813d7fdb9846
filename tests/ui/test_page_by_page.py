"""Does a page of a long list end where it should, in both directions?"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from grappe.ui.pages import COUNTED, Page, page_of


@dataclass(frozen=True)
class Thing:
    pk: int


def read(count: int, size: int, *, after: int | None = None, before: int | None = None) -> Page[Thing]:
    """Return a page of the things 1 … count, as a query with a limit of size + 1 would read it."""
    things = [Thing(i) for i in range(1, count + 1)]
    if before is not None:
        rows = [one for one in reversed(things) if one.pk < before][: size + 1]
    else:
        rows = [one for one in things if after is None or one.pk > after][: size + 1]
    return page_of(rows, size, backwards=before is not None, placed=(after or before) is not None)


@given(st.integers(0, 40), st.integers(1, 9))
def test_forwards_and_backwards_each_row_stands_once(count: int, size: int) -> None:
    pages = [read(count, size)]
    while (after := pages[-1].after) is not None:
        pages.append(read(count, size, after=after))
    assert [one.pk for page in pages for one in page.rows] == list(range(1, count + 1))
    assert all(len(page.rows) == size for page in pages[:-1])
    assert [page.before is None for page in pages] == [i == 0 for i in range(len(pages))]

    back = pages[-1]
    for page in reversed(pages[:-1]):
        assert back.before is not None
        back = read(count, size, before=back.before)
        assert (back.rows, back.after, back.before) == (page.rows, page.after, page.before)
    assert back.before is None


def test_a_list_longer_than_is_counted_says_so() -> None:
    assert Page((), None, None, COUNTED).more_than is None
    assert Page((), None, None, COUNTED + 1).more_than == COUNTED


def test_what_is_shown_of_each_row() -> None:
    shown = Page((Thing(1), Thing(2)), 2, None, 7).each(lambda one: one.pk * 10)
    assert shown == Page((10, 20), 2, None, 7)
