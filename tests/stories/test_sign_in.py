"""As anybody of the team, I sign in by e-mail and find my pages in my language."""

import pytest

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_sign_in(sign_in, people, axe_clean, shot, live_server, page, language):
    page.goto(f"{live_server.url}/account/login/")
    axe_clean(page)
    shot(page, f"sign-in-{language}")
    sign_in(people.manager, language, by_form=True)
    assert page.locator("html").get_attribute("lang") == language
    page.goto(f"{live_server.url}/ui/gallery/")
    page.locator("[data-drawn=yes]").wait_for()
    axe_clean(page)
    shot(page, f"gallery-{language}")
