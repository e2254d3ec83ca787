"""Who may do what to whom: nobody by default, and one answer for the button and the list."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.rules.access.rights import RIGHTS, Action, Matter, Post, Reach, Role, Scope, reach

UNITS = ["u1", "u2", "u3"]
DEPARTMENTS = ["adults", "children"]
PROVIDERS = ["p1", "p2"]

posts = st.builds(
    Post,
    st.sampled_from(Role),
    st.frozensets(st.sampled_from(UNITS)),
    st.none() | st.sampled_from(DEPARTMENTS),
    st.none() | st.sampled_from(PROVIDERS),
)
matters = st.builds(
    Matter,
    st.frozensets(st.sampled_from(UNITS)),
    st.frozensets(st.sampled_from(DEPARTMENTS)),
    st.none() | st.sampled_from(["anna", "bo"]),
    st.frozensets(st.sampled_from(PROVIDERS)),
)
actions = st.sampled_from(Action)


def plainly(person, post, action, matter):
    """The same question asked slowly: does this one post give the right?"""
    scope = RIGHTS[post.role].get(action)
    covers = {
        None: False,
        Scope.ALL: True,
        Scope.DEPARTMENT: post.department in matter.departments,
        Scope.UNIT: any(unit in matter.units for unit in post.units),
        Scope.PROVIDER: post.provider in matter.providers,
        Scope.OWN: matter.responsible == person,
    }
    return covers[scope]


@given(st.lists(posts, max_size=3), actions, matters)
def test_a_right_covers_a_matter_exactly_when_one_of_the_posts_does(held, action, matter):
    expected = any(plainly("anna", post, action, matter) for post in held)
    assert reach("anna", held, action).holds(matter) is expected


@given(st.lists(posts, max_size=3), posts, actions, matters)
def test_another_post_never_takes_a_right_away(held, more, action, matter):
    if reach("anna", held, action).holds(matter):
        assert reach("anna", [*held, more], action).holds(matter)


@given(actions, matters)
def test_somebody_without_a_post_may_do_nothing(action, matter):
    nothing = reach("anna", [], action)
    assert nothing.is_empty
    assert not nothing.holds(matter)


@given(st.lists(posts, max_size=3), actions)
def test_a_matter_that_is_nobodys_is_open_only_to_a_right_over_everything(held, action):
    right = reach("anna", held, action)
    assert right.holds(Matter()) is right.everything


def test_an_empty_reach_is_known_as_empty_and_no_other_is():
    assert Reach().is_empty
    for some in (
        Reach(everything=True),
        Reach(departments=frozenset({"adults"})),
        Reach(units=frozenset({"u1"})),
        Reach(providers=frozenset({"p1"})),
        Reach(own="anna"),
    ):
        assert not some.is_empty


@pytest.mark.parametrize(
    "action",
    [
        Action.SEE_CITIZEN,
        Action.SEE_CASE,
        Action.SEE_NOTIFICATION,
        Action.WRITE_JOURNAL,
        Action.SEE_GRANT,
        Action.SEE_BUDGET,
    ],
)
def test_a_providers_user_gets_no_further_than_the_orders(action):
    post = Post(Role.PROVIDER, frozenset(UNITS), "adults", "p1")
    assert reach("anna", [post], action).is_empty


def test_a_providers_user_sees_the_orders_of_her_own_provider_only():
    right = reach("anna", [Post(Role.PROVIDER, provider="p1")], Action.SEE_ORDER)
    assert right.holds(Matter(providers=frozenset({"p1"})))
    assert not right.holds(Matter(providers=frozenset({"p2"})))


@pytest.mark.parametrize(
    ("role", "action"),
    [
        (Role.FINANCE, Action.SEE_CITIZEN),
        (Role.FINANCE, Action.SEE_CASE),
        (Role.FINANCE, Action.SEE_NOTIFICATION),
        (Role.ADMINISTRATOR, Action.SEE_CITIZEN),
        (Role.ADMINISTRATOR, Action.SEE_CASE),
        (Role.CASEWORKER_ADULTS, Action.SEE_NOTIFICATION),
        (Role.CASEWORKER_ADULTS, Action.APPROVE_DECISION),
        (Role.CASEWORKER_CHILDREN, Action.APPROVE_DECISION),
        (Role.CASEWORKER_ADULTS, Action.SEE_BUDGET),
        (Role.HEAD, Action.WRITE_JOURNAL),
        (Role.HEAD, Action.PREPARE_PAYMENT),
        (Role.TEAM_LEADER, Action.SET_BUDGET),
    ],
)
def test_who_has_no_business_there_is_not_let_in(role, action):
    assert action not in RIGHTS[role]


def test_no_caseworker_approves_a_decision_and_no_caseworker_a_payment():
    approvers = {role for role in Role if Action.APPROVE_DECISION in RIGHTS[role]}
    assert approvers == {Role.VISITATION, Role.TEAM_LEADER, Role.HEAD}
    assert {role for role in Role if Action.APPROVE_PAYMENT in RIGHTS[role]} == {
        Role.FINANCE,
        Role.HEAD,
    }


def test_every_role_is_named_and_can_do_something_and_every_action_can_be_done_by_somebody():
    for role in Role:
        assert role.label
        assert RIGHTS[role]
    unused = [action for action in Action if not any(action in RIGHTS[role] for role in Role)]
    assert unused == []


def test_changing_a_thing_asks_for_no_more_than_one_may_see():
    sees = {
        Action.EDIT_CITIZEN: Action.SEE_CITIZEN,
        Action.EDIT_CASE: Action.SEE_CASE,
        Action.WRITE_JOURNAL: Action.SEE_CASE,
        Action.HANDLE_NOTIFICATION: Action.SEE_NOTIFICATION,
        Action.APPROVE_DECISION: Action.SEE_GRANT,
        Action.SEND_ORDER: Action.SEE_ORDER,
        Action.ANSWER_ORDER: Action.SEE_ORDER,
        Action.PLACE_CITIZEN: Action.SEE_PLACE,
        Action.APPROVE_PAYMENT: Action.SEE_PAYMENT,
        Action.SET_BUDGET: Action.SEE_BUDGET,
        Action.EDIT_OFFER: Action.SEE_OFFER,
    }
    width = list(Scope)
    for role, (does, looks) in product(Role, sees.items()):
        if does in RIGHTS[role]:
            assert width.index(RIGHTS[role][looks]) >= width.index(RIGHTS[role][does]), (role, does)
