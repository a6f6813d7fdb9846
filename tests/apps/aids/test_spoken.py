"""Is a text in another language than the page marked with its language (WCAG 3.1.2), on the filter and on pages?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.template import engines
from django.urls import reverse
from django.utils import translation

from factories import shipped
from factories.companies import CompanyFactory, FiguresFactory
from grappe.apps.aids.models import Programme
from grappe.engines.kernel import Text
from grappe.ui.templatetags.ui import spoken

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [
        ("en", {"en": "Grant", "fr": "Subvention"}, "Grant"),
        ("fr", {"en": "Grant", "fr": "Subvention"}, "Subvention"),
        ("de", {"en": "Grant", "fr": "Subvention"}, '<span lang="en">Grant</span>'),
        ("en", {"fr": "Prêt d’honneur"}, '<span lang="fr">Prêt d’honneur</span>'),
        ("fr", Text(en="A & B <b>"), '<span lang="en">A &amp; B &lt;b&gt;</span>'),
        ("fr", "A & B <b>", "A &amp; B &lt;b&gt;"),
        ("en", {}, ""),
        ("en", None, ""),
    ],
)
def test_a_text_says_its_language_where_it_is_not_the_pages(language, value, shown):
    template = engines["django"].from_string("{{ value|spoken }}")
    with translation.override(language):
        assert template.render({"value": value}) == shown


def test_nothing_shown_leaves_room_for_a_default():
    assert not spoken(Text()) and not spoken({})


@pytest.mark.django_db
def test_a_french_programme_on_an_english_page_is_marked(client, people, clusters):
    shipped.programmes(at=AT)
    people.manager.language = "en"
    people.manager.save()
    client.force_login(people.manager)
    Programme.objects.filter(slug="fit4-digital").update(
        name={"fr": "Prêt croissance"}, summary={"fr": "Pour les entreprises qui grandissent"}
    )
    page = client.get(reverse("aids:list")).content.decode()
    assert '<span lang="fr">Prêt croissance</span>' in page
    assert '<span lang="fr">Pour les entreprises qui grandissent</span>' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "size", "sizes"), [("fr", "petite", "micro, petite ou moyenne"), ("de", "klein", "Kleinst, klein oder mittel")]
)  # fmt: skip
def test_what_is_on_file_and_what_is_expected_are_in_the_readers_words(
    client, people, clusters, language, size, sizes
):
    shipped.programmes(at=AT)
    company = CompanyFactory(clusters=[people.manager.memberships.first().cluster])
    FiguresFactory(company=company, headcount=12, turnover_eur=1_500_000, balance_sheet_eur=1_000_000)
    people.manager.language = language
    people.manager.save()
    client.force_login(people.manager)
    page = client.get(reverse("aids:company", args=[company.pk])).content.decode()
    assert f"<dd>{size}</dd>" in page and f"<dd>{sizes}</dd>" in page
    assert "<dd>small</dd>" not in page and "micro, small" not in page
