"""Is the SME status right? Every case is worked out by hand from Annex I of Regulation (EU) 651/2014 (the same as
the annex to Recommendation 2003/361/EC); the working stands in the case's id or beside it.
"""

from __future__ import annotations

from typing import Any

import pytest

from grappe.engines.eligibility.reading import Fault
from grappe.engines.eligibility.sme_status import Status, document_of, group_of, sme_status

M = 1_000_000


def firm(
    id_: str, headcount: float | None = 1, turnover: float | None = 1, balance: float | None = 1, **more: Any
) -> dict:
    """One enterprise; turnover and balance sheet total in euros."""
    return {"id": id_, "headcount": headcount, "turnover_eur": turnover, "balance_sheet_eur": balance, **more}


def holds(
    owner: str, owned: str, capital: float | None = None, votes: float | None = None, **more: Any
) -> dict:
    return {"owner": owner, "owned": owned, "capital_pct": capital, "votes_pct": votes, **more}


def status(*enterprises: dict, holdings: list[dict] | None = None, **more: Any) -> Status:
    """The status of the first enterprise."""
    return sme_status(
        group_of(
            {
                "subject": enterprises[0]["id"],
                "enterprises": list(enterprises),
                "holdings": holdings or [],
                **more,
            }
        )
    )


def relations(found: Status) -> dict[str, str]:
    return {part.id: part.relation for part in found.parts}


@pytest.mark.parametrize(
    ("headcount", "turnover", "balance", "expected"),
    [
        pytest.param(49, 12 * M, 9 * M, "small", id="eu_state_aid.md 5: H 49, T 12 m, B 9 m: B <= 10 m"),
        pytest.param(50, 9 * M, None, "medium", id="eu_state_aid.md 5: H 50 is not < 50"),
        pytest.param(249, 60 * M, 43 * M, "medium", id="eu_state_aid.md 5: B 43 m is not above 43 m"),
        pytest.param(250, 1 * M, None, "large", id="eu_state_aid.md 5: H 250 is not < 250"),
        pytest.param(9, 2 * M, 50 * M, "micro", id="art. 2(3): H 9 < 10, T 2 m <= 2 m though B is above"),
        pytest.param(
            9, 2 * M + 0.01, 2 * M + 0.01, "small", id="art. 2(3): one cent above both money limits"
        ),
        pytest.param(9.9, 1, 1, "micro", id="art. 5: 9.9 annual work units are fewer than 10"),
        pytest.param(10, 1, 1, "small", id="art. 2(3): H 10 is not < 10"),
        pytest.param(249.99, 50 * M, 44 * M, "medium", id="art. 2(1): T 50 m <= 50 m"),
        pytest.param(
            5, 50 * M + 1, 43 * M + 1, "large", id="art. 2(1): both money limits passed, however few people"
        ),
        pytest.param(9, 60 * M, 2 * M, "micro", id="art. 2(3): B 2 m is enough"),
    ],
)
def test_limits(headcount, turnover, balance, expected):
    assert status(firm("a", headcount, turnover, balance)).size_class == expected


def test_a_partner_counts_pro_rata():
    """eu_state_aid.md 5: A 100 owned 40 % by C 400: 100 + 0.4 x 400 = 260, not < 250: large by headcount."""
    found = status(firm("a", 100), firm("c", 400), holdings=[holds("c", "a", 40)])
    assert (found.size_class, found.relation, found.totals.headcount) == ("large", "partner", 260)


def test_below_25_percent_nothing_counts():
    """eu_state_aid.md 5: at 24 % A stays at 100: medium."""
    found = status(firm("a", 100), firm("c", 400), holdings=[holds("c", "a", 24)])
    assert (found.size_class, found.relation, found.totals.headcount) == ("medium", "autonomous", 100)


def test_a_university_with_a_third_leaves_it_autonomous():
    """eu_state_aid.md 5; art. 3(2)(b)."""
    found = status(firm("a", 40), firm("u", 5000, kind="university"), holdings=[holds("u", "a", 33)])
    assert (found.size_class, found.relation, found.totals.headcount) == ("small", "autonomous", 40)


def test_exactly_25_and_exactly_50_percent_make_a_partner():
    """Art. 3(2) "25 % or more"; art. 3(3)(a) a majority is more than half. 40 + 25 % x 40 = 50; 40 + 50 % x 18 = 49."""
    assert status(firm("a", 40), firm("b", 40), holdings=[holds("b", "a", 25)]).totals.headcount == 50
    half = status(firm("a", 40), firm("b", 18), holdings=[holds("a", "b", 50)])
    assert (half.totals.headcount, half.relation, half.size_class) == (49, "partner", "small")


def test_more_than_half_links_and_counts_whole():
    """Art. 3(3)(a), 6(2): 40 + 9 = 49; with one person more, 50: medium."""
    assert status(firm("a", 40), firm("b", 9), holdings=[holds("a", "b", 50.01)]).size_class == "small"
    found = status(firm("a", 40), firm("b", 10), holdings=[holds("a", "b", 50.01)])
    assert (found.size_class, found.relation, found.totals.headcount) == ("medium", "linked", 50)


def test_the_greater_of_capital_and_votes_is_the_share():
    """Art. 6(2): 30 % of capital, 45 % of votes: 10 + 45 % x 100 = 55."""
    found = status(firm("a", 10), firm("b", 100), holdings=[holds("b", "a", 30, 45)])
    assert found.totals.headcount == 55
    assert found.parts[1].share_pct == 45


def test_votes_link_where_the_capital_does_not():
    """Art. 3(3)(a): 30 % of the capital with 60 % of the votes is a majority: whole."""
    assert status(firm("a", 10), firm("b", 100), holdings=[holds("b", "a", 30, 60)]).totals.headcount == 110


def test_capital_alone_does_not_link():
    """Art. 3(3)(a) speaks of votes: 60 % of the capital with 40 % of the votes, without other control, is a partner
    at the greater of the two (art. 6(2)): 10 + 60 % x 100 = 70.
    """
    found = status(firm("a", 10), firm("b", 100), holdings=[holds("b", "a", 60, 40)])
    assert (found.totals.headcount, found.relation) == (70, "partner")


def test_board_rights_link_without_any_share():
    """Art. 3(3)(b): 10 + 100."""
    found = status(firm("a", 10), firm("b", 100), holdings=[holds("b", "a", 0, 0, control=True)])
    assert (found.totals.headcount, found.relation) == (110, "linked")


def test_links_go_on_through_other_enterprises():
    """Art. 3(3): A > B > C > D, and E, another subsidiary of A's parent P: 1+2+4+8+16+32 = 63."""
    found = status(
        firm("a", 1), firm("b", 2), firm("c", 4), firm("d", 8), firm("p", 16), firm("e", 32),
        holdings=[holds("a", "b", 51), holds("b", "c", 51), holds("c", "d", 51), holds("p", "a", 80), holds("p", "e", 80)],
    )  # fmt: skip
    assert found.totals.headcount == 63
    assert set(relations(found).values()) == {"self", "linked"}


def test_what_a_group_holds_together_is_added_up():
    """Art. 3(3), "through one or more other enterprises": P has 40 % of X and its subsidiary A 20 %: 60 %, linked."""
    found = status(
        firm("a", 10), firm("p", 10), firm("x", 10),
        holdings=[holds("p", "a", 100), holds("p", "x", 40), holds("a", "x", 20)],
    )  # fmt: skip
    assert found.totals.headcount == 30


def test_partners_of_linked_enterprises_count_pro_rata():
    """Art. 6(3): A 10, linked B 20, B's partner C 100 at 30 %: 10 + 20 + 30 = 60."""
    found = status(
        firm("a", 10), firm("b", 20), firm("c", 100), holdings=[holds("a", "b", 100), holds("c", "b", 30)]
    )
    assert found.totals.headcount == 60
    assert relations(found) == {"a": "self", "b": "linked", "c": "partner"}


def test_enterprises_linked_to_a_partner_count_with_it():
    """Art. 6(3): A 10, partner B 100 at 40 %, B's subsidiary C 50 and B's parent D 25: 10 + 40 % x 175 = 80."""
    found = status(
        firm("a", 10), firm("b", 100), firm("c", 50), firm("d", 25),
        holdings=[holds("b", "a", 40), holds("b", "c", 90), holds("d", "b", 90)],
    )  # fmt: skip
    assert found.totals.headcount == 80
    assert relations(found) == {
        "a": "self",
        "b": "partner",
        "c": "linked_to_partner",
        "d": "linked_to_partner",
    }


def test_partners_of_partners_do_not_count():
    """Art. 6(3) adds to a partner's figures only its linked enterprises: 10 + 40 % x 100 = 50."""
    found = status(
        firm("a", 10), firm("b", 100), firm("c", 1000), holdings=[holds("b", "a", 40), holds("c", "b", 40)]
    )
    assert found.totals.headcount == 50
    assert relations(found)["c"] == "not_counted"
    assert "partners of partners" in found.parts[2].why.en


def test_shares_of_linked_holders_are_joint():
    """Art. 3(2) "solely or jointly with one or more linked enterprises": B 15 % and its subsidiary C 15 % of A make
    30 % together: 10 + 30 % x (100 + 50) = 55.
    """
    found = status(
        firm("a", 10), firm("b", 100), firm("c", 50),
        holdings=[holds("b", "a", 15), holds("c", "a", 15), holds("b", "c", 100)],
    )  # fmt: skip
    assert (found.totals.headcount, found.relation) == (55, "partner")


def test_what_the_subject_and_its_subsidiary_hold_in_a_partner_is_added_up():
    """The same text, downstream: A 20 % and its subsidiary B 25 % of C: 45 %: 10 + 10 + 45 % x 100 = 65."""
    found = status(
        firm("a", 10), firm("b", 10), firm("c", 100),
        holdings=[holds("a", "b", 100), holds("a", "c", 20), holds("b", "c", 25)],
    )  # fmt: skip
    assert found.totals.headcount == 65


def test_a_partner_of_two_linked_enterprises_counts_once_at_the_greater_share():
    """Shares in different firms do not add up; by analogy with cross-holdings (art. 6(2)) the greater counts: C has
    30 % of A and 40 % of A's subsidiary B: 10 + 10 + 40 % x 100 = 60.
    """
    found = status(
        firm("a", 10), firm("b", 10), firm("c", 100),
        holdings=[holds("a", "b", 100), holds("c", "a", 30), holds("c", "b", 40)],
    )  # fmt: skip
    assert found.totals.headcount == 60


def test_cross_holdings_count_once_at_the_greater_share():
    """Art. 6(2): A has 30 % of B, B has 40 % of A: 10 + 40 % x 100 = 50, and the circle is said."""
    found = status(firm("a", 10), firm("b", 100), holdings=[holds("a", "b", 30), holds("b", "a", 40)])
    assert (found.totals.headcount, found.cycles) == (50, (("a", "b"),))
    assert any("circle" in reason.en for reason in found.reasons)


def test_a_circle_of_linked_enterprises_counts_each_once():
    """A > B > C > A: 1 + 2 + 4 = 7."""
    found = status(
        firm("a", 1),
        firm("b", 2),
        firm("c", 4),
        holdings=[holds("a", "b", 60), holds("b", "c", 60), holds("c", "a", 60)],
    )
    assert (found.totals.headcount, found.cycles) == (7, (("a", "b", "c"),))


class TestNaturalPersons:
    def test_a_person_links_what_it_controls(self):
        """Art. 3(3) fourth subparagraph: N controls A 30 and B 30 on one market: 60: medium; else small."""
        found = status(
            firm("a", 30), firm("b", 30), {"id": "n", "kind": "natural_person"},
            holdings=[holds("n", "a", 70), holds("n", "b", 100)],
        )  # fmt: skip
        assert (found.size_class, found.relation, found.totals.headcount) == ("medium", "linked", 60)
        assert any(
            "adjacent market is assumed" in reason.en and "small" in reason.en for reason in found.reasons
        )

    def test_far_apart_markets_do_not_link(self):
        found = status(
            firm("a", 30), firm("b", 30), {"id": "n", "kind": "natural_person", "same_market": False},
            holdings=[holds("n", "a", 70), holds("n", "b", 100)],
        )  # fmt: skip
        assert (found.size_class, found.relation, found.totals.headcount) == ("small", "autonomous", 30)

    def test_persons_acting_jointly_are_one(self):
        """N and O have 30 % each of A and 30 % each of B: neither controls alone, together they do: 30 + 30."""
        people = [{"id": "n", "kind": "natural_person"}, {"id": "o", "kind": "natural_person"}]
        held = [holds(person, owned, 30) for person in "no" for owned in "ab"]
        apart = status(firm("a", 30), firm("b", 30), *people, holdings=held)
        jointly = status(firm("a", 30), firm("b", 30), *people, holdings=held, acting_jointly=[["n", "o"]])
        assert (apart.totals.headcount, jointly.totals.headcount) == (30, 60)

    def test_a_person_is_no_partner(self):
        """Art. 3(2) speaks of enterprises: a person with 40 % adds nothing, nor does what else it has 60 % of."""
        found = status(
            firm("a", 30), firm("b", 300), {"id": "n", "kind": "natural_person"},
            holdings=[holds("n", "a", 40), holds("n", "b", 60)],
        )  # fmt: skip
        assert (found.relation, found.totals.headcount) == ("autonomous", 30)

    def test_a_person_that_links_a_partner_is_said_too(self):
        """N controls the partner B 100 and C 50: 10 + 40 % x 150 = 70, if on one market; else 10 + 40 % x 100 = 50."""
        found = status(
            firm("a", 10), firm("b", 100), firm("c", 50), {"id": "n", "kind": "natural_person"},
            holdings=[holds("b", "a", 40), holds("n", "b", 90), holds("n", "c", 90)],
        )  # fmt: skip
        assert found.totals.headcount == 70
        assert any("adjacent market is assumed" in reason.en for reason in found.reasons)

    def test_the_owner_of_one_firm_alone_leaves_it_autonomous(self):
        found = status(firm("a", 30), {"id": "n", "kind": "natural_person"}, holdings=[holds("n", "a", 100)])
        assert (found.relation, found.size_class) == ("autonomous", "small")


class TestInvestors:
    @pytest.mark.parametrize(
        "kind",
        [
            "venture_capital",
            "business_angel",
            "university",
            "institutional_investor",
            "small_local_authority",
        ],
    )
    def test_exempt_from_25_to_50_percent(self, kind):
        found = status(firm("a", 40), firm("v", 500, kind=kind), holdings=[holds("v", "a", 50)])
        assert (found.size_class, found.relation) == ("small", "autonomous")

    @pytest.mark.parametrize("kind", ["venture_capital", "university", "institutional_investor"])
    def test_linked_above_50_percent(self, kind):
        """Art. 3(2): "provided that those investors are not linked": 40 + 500."""
        found = status(firm("a", 40), firm("v", 500, kind=kind), holdings=[holds("v", "a", 50.1)])
        assert (found.size_class, found.relation, found.totals.headcount) == ("large", "linked", 540)

    def test_guide_example_4_two_investors_that_are_not_linked(self):
        """User guide, example 4: B (university) 25 %, C 30 %, D (institutional) 25 %: 100 % of A + 30 % of C."""
        found = status(
            firm("a", 100), firm("b", 1000, kind="university"), firm("c", 10), firm("d", 1000, kind="institutional_investor"),
            holdings=[holds("b", "a", 25), holds("c", "a", 30), holds("d", "a", 25)],
        )  # fmt: skip
        assert found.totals.headcount == 103

    def test_guide_example_5_two_investors_linked_with_each_other(self):
        """User guide, example 5: B 25 % and D 30 % are linked with each other and have 55 % together: 100 % of A, B
        and D, 25 % of C: 100 + 20 + 30 + 10 = 160.
        """
        found = status(
            firm("a", 100), firm("b", 20, kind="university"), firm("c", 40), firm("d", 30, kind="venture_capital"),
            holdings=[holds("b", "a", 25), holds("c", "a", 25), holds("d", "a", 30), holds("d", "b", 60)],
        )  # fmt: skip
        assert found.totals.headcount == 160

    def test_angels_with_1_25_million_are_partners(self):
        """Art. 3(2)(a): "less than EUR 1 250 000" in all: 700,000 + 550,000 is not less. 10 + 30 % x 10 + 25 % x 8 = 15."""
        held = [holds("v", "a", 30), holds("w", "a", 25)]
        angels = [
            firm("v", 10, kind="business_angel", invested_eur=700_000),
            firm("w", 8, kind="business_angel", invested_eur=550_000),
        ]
        assert status(firm("a", 10), *angels, holdings=held).totals.headcount == 15
        angels[1]["invested_eur"] = 549_999
        assert status(firm("a", 10), *angels, holdings=held).totals.headcount == 10


class TestPublicBodies:
    def test_a_quarter_alone(self):
        """Art. 3(4): 25 % by a public body: never an SME, though 5 people."""
        found = status(
            firm("a", 5), firm("s", None, None, None, kind="public_body"), holdings=[holds("s", "a", 25)]
        )
        assert (found.size_class, found.possible, found.missing) == ("large", frozenset({"large"}), ())

    def test_a_quarter_jointly(self):
        """Art. 3(4) "jointly or individually": 15 % + 10 %; with 9.9 % it is not a quarter."""
        bodies = [{"id": "s", "kind": "public_body"}, {"id": "t", "kind": "public_body"}]
        held = [holds("s", "a", 15), holds("t", "a", 10)]
        assert status(firm("a", 5), *bodies, holdings=held).size_class == "large"
        held[1]["capital_pct"] = 9.9
        assert status(firm("a", 5), *bodies, holdings=held).size_class == "micro"

    def test_a_quarter_through_an_enterprise_that_it_controls(self):
        """Art. 3(4) "directly or indirectly": S has 100 % of P, P 30 % of A. Through one it does not control: no."""
        body = {"id": "s", "kind": "public_body"}
        through = [holds("s", "p", 100), holds("p", "a", 30)]
        assert status(firm("a", 5), firm("p", 1), body, holdings=through).size_class == "large"
        through[0]["capital_pct"] = 50
        assert status(firm("a", 5), firm("p", 1), body, holdings=through).size_class == "micro"

    def test_a_small_town_is_exempt_a_larger_one_is_not(self):
        """Art. 3(2)(d): budget below 10 m and fewer than 5,000 inhabitants."""
        town = {"id": "t", "kind": "small_local_authority", "budget_eur": 9 * M, "inhabitants": 4_999}
        assert status(firm("a", 5), town, holdings=[holds("t", "a", 40)]).size_class == "micro"
        for change in ({"budget_eur": 10 * M}, {"inhabitants": 5_000}):
            assert status(firm("a", 5), town | change, holdings=[holds("t", "a", 40)]).size_class == "large"
        assert status(firm("a", 5), town, holdings=[holds("t", "a", 51)]).size_class == "large"

    def test_it_waits_for_no_second_year(self):
        """Art. 4(2) is about ceilings of figures; art. 3(4) is none."""
        found = status(
            firm("a", 5), {"id": "s", "kind": "public_body"}, holdings=[holds("s", "a", 30)],
            last_year={"class": "micro", "status": "micro"},
        )  # fmt: skip
        assert found.size_class == "large"


class TestConsolidatedAccounts:
    def test_what_it_controls_is_not_added_again(self):
        """Art. 6(2): A's consolidated accounts (60) hold its subsidiary B (20): 60, not 80."""
        found = status(firm("a", 60, consolidated=True), firm("b", 20), holdings=[holds("a", "b", 80)])
        assert (found.totals.headcount, found.relation) == (60, "linked")
        assert relations(found)["b"] == "not_counted"

    def test_the_parents_accounts_hold_the_subject(self):
        """Art. 6(2) "the consolidated accounts in which the enterprise is included": P's 300 hold A's 20."""
        found = status(firm("a", 20), firm("p", 300, consolidated=True), holdings=[holds("p", "a", 100)])
        assert (found.totals.headcount, found.size_class) == (300, "large")
        assert found.parts[0].relation == "self"

    def test_a_partners_accounts_hold_its_linked_enterprises(self):
        """Art. 6(3): B consolidated 100 at 40 % with its subsidiary C inside: 10 + 40 % x 100 = 50."""
        found = status(
            firm("a", 10),
            firm("b", 100, consolidated=True),
            firm("c", 60),
            holdings=[holds("b", "a", 40), holds("b", "c", 100)],
        )
        assert found.totals.headcount == 50

    def test_a_parent_outside_the_accounts_is_added(self):
        """A's accounts hold what A controls, not who controls A: 60 + 5."""
        found = status(
            firm("a", 60, consolidated=True),
            firm("b", 20),
            firm("p", 5),
            holdings=[holds("a", "b", 80), holds("p", "a", 80)],
        )
        assert found.totals.headcount == 65

    def test_the_enterprises_inside_can_be_named(self):
        found = status(
            firm("a", 60, consolidated=["b"]),
            firm("b", 20),
            firm("c", 5),
            holdings=[holds("a", "b", 80), holds("a", "c", 80)],
        )
        assert found.totals.headcount == 65


@pytest.mark.parametrize(
    ("now", "before", "was", "expected"),
    [
        pytest.param("medium", "medium", "small", "medium", id="above small two years running: medium"),
        pytest.param("medium", "small", "small", "small", id="above small for the first year: still small"),
        pytest.param("small", "medium", "medium", "medium", id="below medium for the first year: still medium"),
        pytest.param("small", "small", "medium", "small", id="below medium two years running: small"),
        pytest.param("large", "large", "medium", "large", id="above medium two years running: large"),
        pytest.param("small", "medium", "small", "small", id="one year outside, then back: nothing was lost"),
        pytest.param("medium", "large", "small", "medium", id="above the small limits twice, above the medium ones once"),
        pytest.param("small", "micro", "medium", "small", id="within the small limits twice, within the micro ones once"),
    ],
)  # fmt: skip
def test_two_year_rule(now, before, was, expected):
    """Art. 4(2), limit by limit."""
    headcount = {"micro": 5, "small": 20, "medium": 100, "large": 300}[now]
    assert status(firm("a", headcount), last_year={"class": before, "status": was}).size_class == expected


def test_a_takeover_counts_at_once():
    """User guide on art. 4(2): a change through merger or takeover is not one that a second year has to confirm."""
    last = {"class": "small", "status": "small"}
    assert status(firm("a", 100), last_year=last, takeover_or_merger=True).size_class == "medium"


def test_a_new_firm_counts_by_its_estimate():
    """Art. 4(3): no accounts approved yet, so no two closed years either."""
    found = status(firm("a", 100), estimated=True, last_year={"class": "small", "status": "small"})
    assert found.size_class == "medium"
    assert any("estimate" in reason.en for reason in found.reasons)


def test_an_unknown_last_year_leaves_open_only_what_it_can_change():
    """This year medium, last status small: last year's class decides between the two."""
    found = status(firm("a", 100), last_year={"class": None, "status": "small"})
    assert (found.size_class, found.possible) == (None, frozenset({"small", "medium"}))
    assert status(firm("a", 20), last_year={"class": None, "status": "small"}).size_class == "small"


class TestMissingFigures:
    def test_a_limit_passed_settles_the_class(self):
        """C's money is not known; the headcount 100 + 160 alone makes it large."""
        found = status(firm("a", 100), firm("c", 400, None, None), holdings=[holds("c", "a", 40)])
        assert (found.size_class, found.totals.turnover_eur) == ("large", None)
        assert set(found.missing) == {("c", "turnover_eur"), ("c", "balance_sheet_eur")}

    def test_else_the_classes_left_are_named(self):
        """A 40 people; C's headcount at 40 % not known: anything from small up."""
        found = status(firm("a", 40), firm("c", None, 0, 0), holdings=[holds("c", "a", 40)])
        assert (found.size_class, found.possible) == (None, frozenset({"small", "medium", "large"}))

    def test_figures_that_do_not_count_are_not_missed(self):
        found = status(firm("a", 40), firm("c", None, None, None), holdings=[holds("c", "a", 20)])
        assert (found.size_class, found.missing) == ("small", ())

    def test_a_share_that_is_not_known_may_be_any(self):
        """B 300 may be none of A's business or all of it; B 5 changes nothing."""
        found = status(firm("a", 40), firm("b", 300), holdings=[holds("b", "a")])
        assert (found.size_class, found.relation) == (None, None)
        assert found.missing == (("b", "capital_pct"),)
        assert status(firm("a", 40), firm("b", 5), holdings=[holds("b", "a")]).size_class == "small"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"subject": None}, "subject"),
        ({"subject": "z"}, "subject"),
        ({"enterprises": []}, "subject"),
        ({"enterprises": [firm("a"), firm("a")]}, "enterprises[1].id"),
        ({"enterprises": [firm("a", -1)]}, "enterprises[0].headcount"),
        ({"enterprises": [firm("a", "many")]}, "enterprises[0].headcount"),
        ({"enterprises": [firm("a", kind="club")]}, "enterprises[0].kind"),
        ({"enterprises": [firm("a", kind="natural_person")]}, "subject"),
        ({"holdings": [holds("z", "a", 40)]}, "holdings[0].owner"),
        ({"holdings": [holds("b", "z", 40)]}, "holdings[0].owned"),
        ({"holdings": [holds("b", "a", 101)]}, "holdings[0].capital_pct"),
        ({"holdings": [holds("b", "a", -1)]}, "holdings[0].capital_pct"),
        ({"holdings": [holds("b", "a", 40, True)]}, "holdings[0].votes_pct"),
        ({"holdings": [holds("a", "a", 40)]}, "holdings[0]"),
        ({"holdings": [holds("b", "a", 40), holds("b", "a", 10)]}, "holdings[1]"),
        ({"holdings": [holds("b", "a", 40, control="yes")]}, "holdings[0].control"),
        ({"last_year": {"class": "tiny", "status": "small"}}, "last_year.class"),
        ({"acting_jointly": [["z"]]}, "acting_jointly[0][0]"),
    ],
)
def test_a_bad_document_names_its_place(change, place):
    document = {"subject": "a", "enterprises": [firm("a"), firm("b")], "holdings": []} | change
    with pytest.raises(Fault) as fault:
        group_of(document)
    assert fault.value.place == place


def test_the_answer_has_the_keys_that_others_rely_on():
    document = document_of(
        status(firm("a", 100, 3 * M, None), firm("c", 400), holdings=[holds("c", "a", 40)])
    )
    assert {"class", "relation", "totals", "reasons"} <= set(document)
    assert set(document["totals"]) == {"headcount", "turnover_eur", "balance_sheet_eur"}
    assert all(isinstance(reason, str) and reason for reason in document["reasons"])


def test_every_sentence_exists_in_each_language():
    found = status(
        firm("a", 30, None), firm("b", 30, consolidated=True), {"id": "n", "kind": "natural_person"}, firm("p", 5),
        firm("q", 5), firm("r", 5), {"id": "s", "kind": "public_body"}, firm("v", 5, kind="business_angel"), firm("l", 3),
        holdings=[
            holds("n", "a", 60), holds("n", "b", 100), holds("p", "a", 25), holds("q", "p", 30), holds("p", "r", 100),
            holds("s", "a", 2), holds("v", "a", 26), holds("b", "l", 80), holds("a", "p", 30),
        ],
        last_year={"class": "small", "status": "small"},
    )  # fmt: skip
    for text in (*found.reasons, *(part.why for part in found.parts)):
        assert text.en and text.fr and text.de
        assert len({text.en, text.fr, text.de}) == 3, text
        assert "{" not in text.en + text.fr + text.de
