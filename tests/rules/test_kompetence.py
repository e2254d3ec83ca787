"""Who may approve how much: by role, by day, and never more than the plan says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.dated import NoValueThatDay, parse_parameters
from helhed.rules.access.rights import RIGHTS, Action, Role
from helhed.rules.decisions.kompetence import (
    PLAN,
    OverTheLimit,
    level_key,
    limit_of,
    require_within,
    who_can_approve,
)

TODAY = date(2026, 11, 2)
APPROVERS = [role for role in Role if Action.APPROVE_DECISION in RIGHTS[role]]


def plan(**amounts):
    """A plan of one's own: role = value, or (value before 2027, value from 2027)."""
    text = ""
    for role, value in amounts.items():
        text += f'[{role}]\nmeaning = "m"\nunit = "kr."\n'
        values = value if isinstance(value, tuple) else (value,)
        for start, one in zip(("1900-01-01", "2027-01-01"), values, strict=False):
            shown = f'"{one}"' if isinstance(one, str) else one
            end = "valid_to = 2026-12-31\n" if start[0] == "1" and len(values) == 2 else ""
            text += f"[[{role}.values]]\nvalue = {shown}\nvalid_from = {start}\n{end}"
            text += 'source = "s"\ncertainty = "inferred"\n'
    return parse_parameters(text, "own")


def test_every_role_that_approves_is_in_the_plan_that_comes_with_the_house():
    names = {role.value for role in APPROVERS}
    assert set(PLAN) == names | {level_key(role) for role in APPROVERS}


@pytest.mark.parametrize("role", [role for role in Role if role not in APPROVERS])
def test_a_role_that_approves_nothing_has_no_amount_even_if_a_plan_gives_it_one(role):
    assert limit_of(role, TODAY, plan(**{role.value: 5})) == 0


def test_a_role_that_is_not_in_the_plan_approves_nothing():
    with pytest.raises(OverTheLimit):
        require_within([Role.HEAD], 1, TODAY, plan(team_leader=5))


@pytest.mark.parametrize(("oere", "may"), [(500_00, True), (500_01, False)])
def test_the_limit_itself_may_be_approved_and_an_oere_more_may_not(oere, may):
    own = plan(team_leader=500, head="ingen grænse")
    if may:
        require_within([Role.TEAM_LEADER], oere, TODAY, own)
    else:
        with pytest.raises(OverTheLimit, match=r"501 kr.*op til 500 kr.*Afdelingschef"):
            require_within([Role.TEAM_LEADER], oere, TODAY, own)
    require_within([Role.TEAM_LEADER, Role.HEAD], oere, TODAY, own)


def test_nobody_is_named_when_nobody_can():
    with pytest.raises(OverTheLimit, match="ingen har kompetence"):
        require_within([Role.TEAM_LEADER], 600_00, TODAY, plan(team_leader=500))


def test_the_plan_of_the_day_holds():
    own = plan(team_leader=(500, 700))
    assert limit_of(Role.TEAM_LEADER, date(2026, 12, 31), own) == 500_00
    assert limit_of(Role.TEAM_LEADER, date(2027, 1, 1), own) == 700_00
    with pytest.raises(NoValueThatDay):
        limit_of(Role.TEAM_LEADER, date(1899, 1, 1), own)


@given(
    st.dictionaries(st.sampled_from([r.value for r in APPROVERS]), st.integers(0, 10_000)),
    st.integers(1, 2_000_000),
    st.sets(st.sampled_from(list(Role))),
)
def test_whoever_is_said_to_can_and_nobody_else(amounts, oere, roles):
    own = plan(**amounts)
    can = who_can_approve(oere, TODAY, own)
    assert [limit_of(role, TODAY, own) for role in can] == sorted(
        100 * amounts[role.value] for role in can
    )
    try:
        require_within(roles, oere, TODAY, own)
    except OverTheLimit:
        assert not roles & set(can)
    else:
        assert roles & set(can)
