"""Can somebody sign in by e-mail, and does a stranger see nothing?"""

import pytest

pytestmark = pytest.mark.django_db


def test_a_stranger_is_sent_to_the_sign_in_page(client):
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


def test_sign_in_by_email_opens_my_day(client, people):
    answer = client.post("/account/login/", {"login": "Manager@cluster.example", "password": "secret-pass-1"})
    assert answer.status_code == 302
    assert client.get("/").status_code == 200


def test_nobody_signs_up_by_himself(client, db):
    assert client.post("/account/signup/", {"email": "x@y.example"}).status_code == 404
    from grappe.apps.accounts.models import User

    assert not User.objects.filter(email="x@y.example").exists()


def test_the_policy_allows_no_inline_script_and_no_foreign_host(client, db):
    policy = client.get("/account/login/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "http:" not in policy and "https:" not in policy


@pytest.mark.parametrize(
    ("language", "word"), [("fr", "Se connecter"), ("de", "Anmelden"), ("en", "Sign in")]
)
def test_the_sign_in_page_speaks_three_languages(client, db, language, word):
    answer = client.get("/account/login/", headers={"accept-language": language})
    assert word in answer.content.decode()


def test_health_and_readiness_need_no_session(client, db):
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {"status": "ready"}
