"""Is an award entered whole, by whom it may be, put right by one at a time, and found again?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse

from factories.awards import WHEN, award
from factories.companies import CompanyFactory
from grappe.apps.aids import permissions
from grappe.apps.aids.models import Award
from grappe.apps.aids.operations import change_award, restore_award, withdraw_award
from grappe.apps.aids.operations.awards import AwardValues, record_award
from grappe.apps.aids.queries.awards import AwardFilters, award_page, awards
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
TYPED = {
    "label": "Innovation voucher", "basis": "de_minimis", "granted_on": "2026-03-05", "instrument": "grant",
    "nominal_eur": "12 500", "state": "granted", "authority": "Luxinnovation",
}  # fmt: skip


def values(**changes) -> AwardValues:
    return AwardValues(
        **{
            "label": "SME package",
            "basis": "de_minimis",
            "granted_on": date(2026, 1, 5),
            "nominal_eur": Decimal(30_000),
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("administrator", True),
        ("manager", True),
        ("other_manager", False),
        ("analyst", False),
        ("ministry", False),
    ],
)
def test_who_may_write_awards(people, company, role, may):
    user = people.by_role()[role]
    kept = award(company, people.manager)
    assert permissions.can_edit_awards(user, company) is may
    writes = (
        lambda: record_award(company=company, values=values(), by=user, at=WHEN),
        lambda: change_award(award=kept, version=1, values=values(label="New"), by=user, at=WHEN),
        lambda: withdraw_award(award=kept, version=2, because="Repaid", by=user, at=WHEN),
        lambda: restore_award(award=kept, version=3, by=user, at=WHEN),
    )
    for write in writes:
        if may:
            write()
        else:
            with pytest.raises(PermissionDenied):
                write()


@pytest.mark.parametrize("role", ["administrator", "manager", "other_manager", "analyst", "ministry"])
def test_everybody_inside_reads_the_register(people, role):
    assert permissions.can_view_awards(people.by_role()[role])


def test_who_is_gone_reads_nothing(people):
    people.manager.is_active = False
    assert not permissions.can_view_awards(people.manager)


def test_a_grant_is_worth_its_amount(company, people):
    found = award(company, people.manager, 40_000)
    assert (found.gge_eur, found.gge_source) == (Decimal(40_000), "computed")


def test_what_the_letter_of_grant_says_goes_first(company, people):
    found = award(company, people.manager, 500_000, instrument="loan", stated_gge_eur=Decimal(21_300))
    assert (found.gge_eur, found.gge_source) == (Decimal(21_300), "stated")


def test_a_loan_without_terms_is_unknown_never_zero(company, people):
    found = award(company, people.manager, 500_000, instrument="loan")
    assert (found.gge_eur, found.gge_source) == (None, "unknown")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"label": "  "}, "needs a name"),
        ({"granted_on": date(2026, 11, 2)}, "today"),
        ({"granted_on": date(1980, 1, 1)}, "1990"),
        ({"nominal_eur": Decimal(0)}, "more than zero"),
        ({"nominal_eur": Decimal(10**12)}, "hundred billion"),
        ({"stated_gge_eur": Decimal(30_001)}, "between zero and the nominal"),
        ({"basis": "magic"}, "from the lists"),
        ({"state": "withdrawn"}, "declared by the company or granted"),
        ({"costs_eur": Decimal(0)}, "eligible costs"),
        ({"basis": "gber", "ceiling_pct": Decimal(0)}, "highest intensity"),
        ({"basis": "gber", "ceiling_pct": Decimal("100.01")}, "highest intensity"),
        ({"basis": "gber", "ceiling_eur": Decimal(0)}, "highest amount"),
        ({"ceiling_pct": Decimal(50)}, "no ceiling of its own"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(company, people, changes, said):
    with pytest.raises(BadInput, match=said):
        record_award(company=company, values=values(**changes), by=people.manager, at=WHEN)
    assert not Award.objects.exists()


def test_two_people_at_once_are_told(company, people):
    kept = award(company, people.manager)
    change_award(award=kept, version=1, values=values(label="First"), by=people.manager, at=WHEN)
    with pytest.raises(Stale) as told:
        change_award(award=kept, version=1, values=values(label="Second"), by=people.administrator, at=WHEN)
    assert told.value.current.label == "First"
    kept.refresh_from_db()
    assert (kept.label, kept.version) == ("First", 2)


def test_a_withdrawn_award_stays_with_its_reason_and_history(company, people):
    kept = award(company, people.manager)
    with pytest.raises(BadInput, match="Why"):
        withdraw_award(award=kept, version=1, because=" ", by=people.manager, at=WHEN)
    gone = withdraw_award(award=kept, version=1, because="Repaid", by=people.manager, at=WHEN)
    assert not gone.counts and gone.withdrawn_because == "Repaid"
    with pytest.raises(BadInput, match="put it back"):
        change_award(award=gone, version=2, values=values(), by=people.manager, at=WHEN)
    restore_award(award=gone, version=2, by=people.manager, at=WHEN)
    events = kept.events.select_related("pgh_context")
    assert [event.state for event in events.order_by("pgh_id")] == ["declared", "withdrawn", "declared"]
    assert {event.pgh_context.metadata["user"] for event in events} == {people.manager.pk}


def test_the_same_origin_enters_one_award(company, people):
    say = {"company": company, "by": people.manager, "at": WHEN, "origin": "roadmaps.aid:7"}
    first = record_award(values=values(), **say)
    assert record_award(values=values(label="Again"), **say) == first
    assert Award.objects.get().label == "SME package"


def test_the_database_holds_what_an_award_is(company, people):
    kept = award(company, people.manager)
    with pytest.raises(IntegrityError):
        Award.objects.filter(pk=kept.pk).update(gge_eur=None)


def test_filters_narrow_the_register(company, people):
    award(company, people.manager, on=date(2024, 5, 2), basis="gber", article="25", label="RDI project")
    award(company, people.manager, on=date(2025, 6, 2), instrument="loan", stated_gge_eur=Decimal(10))
    gone = award(company, people.manager, label="Gone")
    withdraw_award(award=gone, version=1, because="Repaid", by=people.manager, at=WHEN)

    def labels(**asked):
        return [found.label for found in awards(AwardFilters(**asked), for_user=people.analyst)]

    assert labels() == ["SME package", "RDI project"]
    assert labels(basis="gber") == labels(year=2024) == labels(text="rdi clair") == ["RDI project"]
    assert labels(instrument="loan") == ["SME package"]
    assert labels(state="withdrawn") == ["Gone"]


def test_the_pages_of_the_register_follow_one_another(company, people):
    made = [award(company, people.manager, on=date(2025, 1, 1 + number // 2)) for number in range(7)]
    wanted = [each.pk for each in reversed(made)]
    page = award_page(AwardFilters(), for_user=people.manager, size=3)
    seen = [row.pk for row in page.rows]
    assert page.before is None
    while page.after:
        page = award_page(AwardFilters(), for_user=people.manager, after=page.after, size=3)
        seen += [row.pk for row in page.rows]
    assert seen == wanted
    back = award_page(AwardFilters(), for_user=people.manager, before=page.before, size=3)
    assert [row.pk for row in back.rows] == wanted[3:6] and back.after and back.before


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_takes_as_many_queries_for_one_as_for_three(
    manager, people, django_assert_num_queries, count
):
    for _number in range(count):
        award(CompanyFactory(clusters=[people.manager.memberships.first().cluster]), people.manager)
    with django_assert_num_queries(3):
        answer = manager.get(reverse("aids:awards"))
    assert answer.content.decode().count("<tr>") == count + 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_companys_awards_take_as_many_queries_for_one_as_for_three(
    manager, people, company, django_assert_num_queries, count
):
    for _number in range(count):
        award(company, people.manager)
    with django_assert_num_queries(6):
        answer = manager.get(reverse("aids:company_awards", args=[company.pk]))
    assert answer.content.decode().count("<article") == count


def test_an_award_is_entered_on_its_page(manager, company):
    url = reverse("aids:award_add", args=[company.pk])
    assert manager.get(url).status_code == 200
    answer = manager.post(url, TYPED)
    assert answer["Location"] == reverse("aids:company_awards", args=[company.pk])
    found = Award.objects.get()
    assert (found.nominal_eur, found.gge_eur, found.state) == (Decimal(12_500), Decimal(12_500), "granted")
    assert "12,500" in manager.get(answer["Location"]).content.decode()


def test_costs_and_ceilings_are_entered_and_come_back(manager, company):
    typed = TYPED | {
        "basis": "gber", "article": "25", "costs_reference": "Line 3", "costs_eur": "520 000", "ceiling_pct": "62,5",
        "ceiling_eur": "300000",
    }  # fmt: skip
    answer = manager.post(reverse("aids:award_add", args=[company.pk]), typed)
    found = Award.objects.get()
    assert (found.costs_eur, found.ceiling_pct, found.ceiling_eur) == (520_000, Decimal("62.5"), 300_000)
    assert "62.50 %" in manager.get(answer["Location"]).content.decode()
    form = manager.get(reverse("aids:award_edit", args=[found.pk])).content.decode()
    assert 'value="62.50"' in form and 'value="300,000"' in form


def test_bad_input_keeps_what_was_typed(manager, company):
    url = reverse("aids:award_add", args=[company.pk])
    answer = manager.post(url, TYPED | {"nominal_eur": "many", "authority": "The ministry"})
    assert answer.status_code == 422 and "is no number" in answer.content.decode()
    assert "The ministry" in answer.content.decode()
    late = manager.post(url, TYPED | {"granted_on": "2999-01-01"})
    assert late.status_code == 422 and "between 1990 and today" in late.content.decode()
    assert not Award.objects.exists()


def test_a_conflict_shows_what_stands_and_saves_the_second_time(manager, people, company):
    kept = award(company, people.manager)
    url = reverse("aids:award_edit", args=[kept.pk])
    change_award(award=kept, version=1, values=values(label="Theirs"), by=people.administrator, at=WHEN)
    answer = manager.post(url, TYPED | {"version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Theirs" in page and "Innovation voucher" in page
    assert manager.post(url, TYPED | {"version": "2"}).status_code == 302
    kept.refresh_from_db()
    assert (kept.label, kept.version) == ("Innovation voucher", 3)


def test_withdrawing_and_putting_back_on_the_pages(manager, people, company):
    kept = award(company, people.manager)
    url = reverse("aids:award_withdraw", args=[kept.pk])
    assert manager.post(url, {"version": "1", "because": ""}).status_code == 422
    assert manager.post(url, {"version": "1", "because": "Repaid"}).status_code == 302
    page = manager.get(reverse("aids:company_awards", args=[company.pk])).content.decode()
    assert "Withdrawn: Repaid" in page
    assert manager.post(reverse("aids:award_restore", args=[kept.pk]), {"version": "2"}).status_code == 302
    kept.refresh_from_db()
    assert kept.counts


def test_an_aid_of_a_roadmap_is_offered_and_entered_once(manager, company):
    """The roadmap leads here with what it knows; the same aid again is no second award."""
    url = reverse("aids:award_add", args=[company.pk])
    query = {
        "label": "Fit 4 Digital",
        "granted_on": "2026-03-05",
        "nominal_eur": "12500.00",
        "origin": "roadmaps.aid:7",
    }
    form = manager.get(url, query).content.decode()
    assert 'value="Fit 4 Digital"' in form and 'value="roadmaps.aid:7"' in form and "2026-03-05" in form
    for _time in range(2):
        assert manager.post(url, TYPED | {"origin": "roadmaps.aid:7"}).status_code == 302
    assert Award.objects.get().origin == "roadmaps.aid:7"
    assert manager.post(url, TYPED | {"origin": "<script>"}).status_code == 422
