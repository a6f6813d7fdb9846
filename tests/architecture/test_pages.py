"""Does the reader of pages see what a browser would: links, forms with their values, doubled ids?"""

from __future__ import annotations

import pytest

from architecture import pages
from architecture.test_offers import inside

FORM = """<html lang="fr"><title>A page</title><h1 id="top">Hello</h1><label for="name">Name</label>
<form id="f" method="POST" action="/save/"><input type="hidden" name="csrfmiddlewaretoken" value="x">
<input id="name" name="name" value="Anna">
<input type="checkbox" name="a" value="1" checked><input type="checkbox" name="a" value="2">
<input type="radio" name="r" value="x"><input type="radio" name="r" value="y" checked><input name="off" value="1" disabled>
<select name="s"><option value="1">One</option><option value="2" selected>Two</option></select>
<select name="first"><option value="1">One</option><option value="2">Two</option></select>
<select name="many" multiple><option value="1">One</option></select>
<textarea name="t">
Two lines
here</textarea><button name="do" value="this">This</button><button name="do" value="that">That</button></form>
<input name="far" value="away" form="f"><a href="/there/">There</a><button hx-post="/part/" hx-target="#top">Go</button>"""


def test_a_form_is_read_as_a_browser_would_send_it():
    page = pages.read(FORM)
    (form,) = page.forms
    assert (form.action, form.method, form.token) == ("/save/", "post", True)
    assert form.fields == {
        "name": ["Anna"], "a": ["1"], "r": ["y"], "s": ["2"], "first": ["1"], "t": ["Two lines\nhere"], "far": ["away"],
    }  # fmt: skip
    assert form.buttons == [("do", "this"), ("do", "that")]


def test_the_rest_of_a_page_is_read():
    page = pages.read(FORM)
    assert (page.language, page.title, page.headings) == ("fr", "A page", ["h1"])
    assert page.links == ["/there/"] and page.parts == [("post", "/part/")]
    assert page.ids == ["top", "f", "name"] and page.targets == {"name"}


@pytest.mark.parametrize(
    ("found", "path"),
    [
        ("/needs/1/", "/needs/1/"),
        ("?page=2", "/needs/?page=2"),
        ("1/#notes", "/needs/1/"),
        ("http://testserver/needs/", "/needs/"),
        ("https://elsewhere.example/needs/", None),
        ("mailto:anna@company.example", None),
        ("#notes", None),
        ("/account/logout/", None),
    ],
)
def test_which_addresses_are_followed(found, path):
    assert inside(found, "/needs/") == path
