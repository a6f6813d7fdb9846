"""As whoever tests Grappe, I am told of what axe finds on a page, and of it alone."""

from __future__ import annotations

import pytest

from factories.browser import SLOW

pytestmark = [pytest.mark.story, pytest.mark.skipif(bool(SLOW), reason="with GRAPPE_SLOW axe is not asked")]
PAGE = """<!doctype html><html lang="en"><head><title>A page</title></head>
<body><main><h1>A page</h1>{}</main></body></html>"""


def test_what_axe_finds_fails_the_story(page, axe_clean):
    page.set_content(PAGE.format('<img src="data:," alt="A picture">'))
    axe_clean(page)
    page.locator("img").evaluate("picture => picture.removeAttribute('alt')")
    with pytest.raises(AssertionError, match="image-alt"):
        axe_clean(page)  # the same document, changed
    page.set_content(PAGE.format('<p><button class="another"></button></p>'))
    with pytest.raises(AssertionError, match="button-name"):
        axe_clean(page)
