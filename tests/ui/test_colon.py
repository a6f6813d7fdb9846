"""Does a colon stand as each language sets it?"""

import pytest
from django.template import engines
from django.utils import translation


@pytest.mark.parametrize(("language", "shown"), [("en", "12:"), ("de", "12:"), ("fr", "12\u00a0:")])
def test_a_colon_in_french_follows_a_space_that_does_not_break(language, shown):
    with translation.override(language):
        assert engines["django"].from_string("12{% colon %}").render({}) == shown
