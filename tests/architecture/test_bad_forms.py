"""Does any form break at what nobody would type? Nonsense in all of its fields at once, and in each alone."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from architecture.test_access import address
from architecture.test_bad_input import NONSENSE, ask
from architecture.test_offers import PAGES, inside, shown, undrawn, view_of

pytestmark = pytest.mark.usefixtures("in_a_word", "known_at_the_door")


def forms_of(house, user, htmx: bool) -> dict[str, dict[str, list[str]]]:
    """Return the forms that post, one for each view, by their address with the fields they have.

    `htmx`: only of the views that some page sends something to by HTMX.
    """
    found: dict[str, dict[str, list[str]]] = {}
    kinds: dict[str, str] = {}
    by_htmx = set()
    for name, row in PAGES:
        left_out = row.public or row.demo_only or "administrator" not in row.inside
        page = None if left_out else shown(house, name, row, user)
        for method, part in page.parts if page is not None else []:
            url = inside(part, address(name, row, house))
            if method != "get" and url is not None:
                by_htmx.add(view_of(urlsplit(url).path))
        for form in page.forms if page is not None else []:
            here = address(name, row, house)
            url = inside(form.action or here, here)
            if url is not None and form.method == "post" and kinds.setdefault(view_of(url), url) == url:
                fields = found.setdefault(url, {})
                fields.update(form.fields)
                fields.update({name: [value] for name, value in form.buttons})
    return {
        url: fields for url, fields in found.items() if not htmx or view_of(urlsplit(url).path) in by_htmx
    }


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_nonsense_in_a_form_breaks_nothing(house, settings, htmx):
    """All at once, what answers is drawn with it. In one field alone it is about what is read past the form: that is not."""
    settings.DEMO = False
    user = house.people.administrator
    headers = {"HX-Request": "true"} if htmx else {}
    forms = {url: fields for url, fields in forms_of(house, user, htmx).items() if fields}
    assert len(forms) > 10
    broken = {}
    for url, fields in sorted(forms.items()):
        for nonsense in NONSENSE:
            status = ask(house, user, "post", url, dict.fromkeys(fields, nonsense), **headers)
            if status >= 500:
                broken[url, nonsense[:20]] = status
        for name in fields if len(fields) > 1 else ():
            with undrawn():
                status = ask(house, user, "post", url, fields | {name: [NONSENSE[0]]}, **headers)
            if status >= 500:
                broken[url, f"in {name} alone"] = status
    assert not broken
