"""What is expected is priced like what is granted and kept apart, until it is granted."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from helhed.apps.decisions.actions import prepare
from helhed.apps.decisions.actions.change import end_grant, suspend_grant
from helhed.apps.decisions.actions.expect import (
    drop_change,
    expect_change,
    expect_service,
    to_decision,
)
from helhed.apps.decisions.actions.extend import approve_end, return_end, submit_end
from helhed.apps.decisions.actions.rates import set_rate
from helhed.apps.decisions.models import ExpectedChange, Grant, Suspension
from helhed.apps.decisions.queries.expected import chain_of, of_case
from helhed.rules.decisions.afgoerelse import SamePersonTwice
from helhed.rules.decisions.forventning import UnableToExpect
from helhed.rules.decisions.kompetence import OverTheLimit
from tests.apps import building as b
from tests.apps.decisions.expected import (
    check_expected,
    decided,
    expected_cells,
    granted_cells,
    later,
    nonzero,
)
from tests.apps.decisions.slowly import check_totals, committed, stored
from tests.apps.everything import everything
from tests.apps.town import Town, horizon

SINCE = (date(2020, 1, 1), None, 100_000)
START = date(2026, 1, 1)
FROM = date(2027, 1, 15)


@pytest.fixture
def town(db):
    return Town()


@pytest.fixture
def main(town):
    """A place by the day, without end, with hours beside."""
    made = b.grant(town.case, b.rate(b.offer(), SINCE), START)
    hours = b.rate(made.offer, SINCE, kind="weekly_hours")
    b.grant(town.case, hours, START, service_key="ekstra_timer_bo", main=made)
    return made


def doubled(town, grant, who=None, **how):
    asked = {"rate": grant.rate_id, "quantity": Decimal(2), "start": FROM, "end": None}
    by = who or town.anna
    return expect_change(by, grant=grant.id, reason="Mere støtte", **{**asked, **how})


def all_is_counted():
    assert stored() == committed(horizon())
    check_totals()
    check_expected(horizon())


def test_what_is_expected_is_priced_and_never_summed_with_what_is_granted(town, main):
    before = granted_cells()
    change = doubled(town, main)
    assert granted_cells() == before
    moves = {month: oere for (_, _, month), oere in expected_cells(change.id).items()}
    assert moves[date(2027, 1, 1)] == 17 * 100_000
    assert moves[date(2027, 2, 1)] == 28 * 100_000
    assert date(2026, 12, 1) not in moves
    all_is_counted()


def test_a_change_of_offer_moves_from_one_account_to_another(town, main):
    other = b.rate(b.offer(b.provider("own")), SINCE)
    change = doubled(town, main, rate=other.id, quantity=Decimal(1))
    by_account = Counter()
    for (account, _, month), oere in expected_cells(change.id).items():
        if month == date(2027, 2, 1):
            by_account[account] += oere
    assert sorted(by_account.values()) == [-28 * 100_000, 28 * 100_000]
    all_is_counted()


def test_a_dropped_change_counts_no_more_and_is_kept(town, main):
    change = doubled(town, main)
    drop_change(town.anna, change=change.id, reason="Behovet er et andet")
    assert not nonzero(expected_cells())
    change.refresh_from_db()
    assert (change.state, change.outcome_reason) == ("dropped", "Behovet er et andet")
    doubled(town, main)
    all_is_counted()


def test_one_grant_has_one_open_change(town, main):
    doubled(town, main)
    before = everything()
    with pytest.raises(UnableToExpect, match="allerede en forventet"):
        doubled(town, main)
    assert everything() == before


def test_granting_an_expected_change_moves_exactly_its_amount_and_shows_the_chain(town, main):
    change = doubled(town, main)
    before, moves = granted_cells(), expected_cells(change.id)
    decided(town, to_decision(town.anna, change=change.id))
    before.update(moves)
    assert nonzero(granted_cells()) == nonzero(before)
    assert not nonzero(expected_cells())
    change.refresh_from_db()
    new = Grant.objects.get(replaces=main)
    assert (change.state, change.line) == ("granted", new)
    main.refresh_from_db()
    assert main.end == FROM - timedelta(days=1)
    assert [(link.id, link.is_here) for link in chain_of(new)] == [(main.id, False), (new.id, True)]
    assert main.supplements.count() == 0
    assert new.supplements.count() == 1
    all_is_counted()


def test_a_rest_goes_along_to_the_grant_that_takes_over(town, main):
    suspend_grant(town.anna, grant=main.id, start=date(2027, 1, 10), end=None, reason="Indlagt")
    change = doubled(town, main)
    assert not nonzero(expected_cells())
    decided(town, to_decision(town.anna, change=change.id))
    assert Suspension.objects.filter(grant__replaces=main).count() == 1
    all_is_counted()


def test_taking_the_line_out_of_the_decision_frees_the_change(town, main):
    change = doubled(town, main)
    line = to_decision(town.anna, change=change.id).grants.get()
    with pytest.raises(UnableToExpect):
        drop_change(town.anna, change=change.id, reason="Nej")
    prepare.drop_line(town.anna, grant=line.id)
    change.refresh_from_db()
    assert (change.state, change.line_id) == ("expected", None)
    to_decision(town.anna, change=change.id)


def test_a_service_beside_follows_a_main_one_that_was_granted_before(town, main):
    rate = b.rate(main.offer, SINCE, kind="one_off")
    change = expect_service(
        town.anna,
        case=town.case.id,
        main=main.id,
        key="indflytning",
        rate=rate.id,
        quantity=Decimal(1),
        start=FROM,
        end=None,
        reason="Flytter ind",
    )
    moves = expected_cells(change.id)
    assert sum(moves.values()) == 100_000
    before = granted_cells()
    decided(town, to_decision(town.anna, change=change.id))
    before.update(moves)
    assert nonzero(granted_cells()) == nonzero(before)
    assert set(main.supplements.values_list("service", flat=True)) == {
        "ekstra_timer_bo",
        "indflytning",
    }
    all_is_counted()


def test_a_later_end_is_approved_by_another_and_takes_what_follows_along(town, main):
    end_grant(town.anna, grant=main.id, end=date(2027, 3, 31), reason="Mål nået")
    change = later(town, main, date(2027, 9, 30))
    moves, before = expected_cells(change.id), granted_cells()
    submit_end(town.anna, change=change.id)
    approve_end(town.head, change=change.id)
    assert set(Grant.objects.values_list("end", flat=True)) == {date(2027, 9, 30)}
    before.update(moves)
    assert nonzero(granted_cells()) == nonzero(before)
    all_is_counted()


def test_nobody_approves_the_end_that_they_moved(town, main):
    end_grant(town.anna, grant=main.id, end=date(2027, 3, 31), reason="Mål nået")
    change = later(town, main, date(2027, 9, 30), who=town.leader)
    submit_end(town.anna, change=change.id)
    before = everything()
    with pytest.raises(SamePersonTwice):
        approve_end(town.leader, change=change.id)
    assert everything() == before


def test_nobody_approves_the_decision_of_what_they_expected(town, main):
    change = doubled(town, main, who=town.leader)
    with pytest.raises(SamePersonTwice):
        decided(town, to_decision(town.anna, change=change.id), town.leader)


def test_a_later_end_is_held_against_the_limit_of_the_approver(town):
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 300_000))
    grant = b.grant(town.case, rate, date(2026, 10, 1), date(2026, 12, 31))
    change = later(town, grant, date(2027, 12, 31))
    submit_end(town.anna, change=change.id)
    leader = town.leader
    before = everything()
    with pytest.raises(OverTheLimit, match=r"1\.095\.000"):
        approve_end(leader, change=change.id)
    assert everything() == before
    approve_end(town.visitation, change=change.id)


def test_a_revived_grant_rests_in_the_gap_and_its_decision_lives_again(town):
    rate = b.rate(b.offer(), SINCE)
    grant = b.grant(town.case, rate, START)
    end_grant(town.anna, grant=grant.id, end=date(2026, 10, 15), reason="Rejste")
    grant.decision.refresh_from_db()
    assert grant.decision.state == "ended"
    change = later(town, grant, None, resumes=date(2026, 12, 1))
    months = {month: oere for (_, _, month), oere in expected_cells(change.id).items()}
    assert date(2026, 11, 1) not in months
    assert months[date(2026, 12, 1)] == 31 * 100_000
    before = granted_cells()
    submit_end(town.anna, change=change.id)
    approve_end(town.leader, change=change.id)
    rest = Suspension.objects.get(grant=grant)
    assert (rest.start, rest.end) == (date(2026, 10, 16), date(2026, 11, 30))
    grant.decision.refresh_from_db()
    assert (grant.decision.state, grant.decision.ended_on) == ("granted", None)
    before.update({(grant.account, grant.unit_id, m): oere for m, oere in months.items()})
    assert nonzero(granted_cells()) == nonzero(before)
    all_is_counted()


def test_what_the_law_ended_is_not_moved_later(town):
    case = b.case(town.family, b.citizen(date(2010, 3, 2)), town.carla.user)
    rate = b.rate(b.offer(kind="residential_child"), SINCE)
    grant = b.grant(case, rate, START, service_key="doegninstitution")
    end_grant(town.carla, grant=grant.id, end=date(2027, 1, 1), reason="Hjem")
    later(town, grant, None, who=town.carla)
    ExpectedChange.objects.update(state="dropped")
    Grant.objects.filter(id=grant.id).update(end=date(2028, 3, 1))
    with pytest.raises(UnableToExpect, match="Loven slutter"):
        later(town, grant, date(2029, 1, 1), who=town.carla)


def test_an_end_that_was_sent_back_can_be_sent_again(town, main):
    end_grant(town.anna, grant=main.id, end=date(2027, 3, 31), reason="Mål nået")
    change = later(town, main, date(2027, 9, 30))
    with pytest.raises(UnableToExpect, match="ikke sendt"):
        approve_end(town.head, change=change.id)
    submit_end(town.anna, change=change.id)
    with pytest.raises(UnableToExpect, match="venter allerede"):
        submit_end(town.anna, change=change.id)
    return_end(town.head, change=change.id, reason="Skriv målet")
    submit_end(town.anna, change=change.id)
    approve_end(town.head, change=change.id)
    with pytest.raises(UnableToExpect, match="allerede afgjort"):
        approve_end(town.visitation, change=change.id)


def test_a_new_price_moves_what_is_expected_at_once(town, main):
    other = b.rate(b.offer(), SINCE)
    change = doubled(town, main, rate=other.id)
    set_rate(town.finance, rate=other.id, oere=150_000, start=date(2027, 2, 1))
    [february] = [
        oere
        for (_, _, month), oere in expected_cells(change.id).items()
        if month == date(2027, 2, 1)
    ]
    assert february == 28 * (2 * 150_000 - 100_000)
    all_is_counted()


def test_the_case_lists_what_is_expected_with_its_price(town, main):
    doubled(town, main)
    [shown] = of_case(town.case.id, b.TODAY)
    assert shown.is_open
    assert (shown.this_year, shown.next_year) == (0, (365 - 14) * 100_000)
