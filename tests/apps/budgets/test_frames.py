"""Frames: what is set aside is the sum of its changes, each with its reason."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.budgets import actions, queries
from helhed.apps.budgets.models import Account, Frame, FrameChange
from helhed.apps.budgets.queries import BudgetFilter
from helhed.apps.budgets.sums import frame_sums, sum_of
from helhed.rules.access.rights import Role
from helhed.rules.budgets.ramme import NOTHING, FrameSum
from tests.apps import building as b

pytestmark = pytest.mark.django_db

HERE, THERE = "5.38.52.1.4.001.40", "5.38.50.1.4.001.40"


@pytest.fixture
def team():
    b.municipality()
    for code in (HERE, THERE):
        Account.objects.create(code=code, name=code, department="adults")
    return b.unit("Team Nord")


@pytest.fixture
def finance(team):
    return b.actor(Role.FINANCE)


def right(team, **changes):
    return {"account": HERE, "unit": team.id, "year": 2027, "reason": "Budget 2027", **changes}


def moving(team, oere, **changes):
    from_here = {"from_account": HERE, "from_unit": team.id, "account": THERE}
    return right(team, oere=oere, **from_here) | changes


def test_the_original_budget_an_additional_grant_and_a_move_make_the_corrected(team, finance):
    actions.set_frame(finance, **right(team, oere=1000))
    actions.add_to_frame(finance, **right(team, oere=-150, reason="Halvår"))
    actions.move_between_frames(finance, **moving(team, 200))
    here, there = queries.frame_lines(finance, BudgetFilter(2027))[::-1]
    assert (here.account, here.sums) == (HERE, FrameSum(1000, -150, -200))
    assert (there.account, there.sums) == (THERE, FrameSum(0, 0, 200))
    assert here.sums.corrected + there.sums.corrected == 850
    budget = queries.follow_up(finance, BudgetFilter(2027)).headline
    assert budget.frame == 850
    logged = Entry.objects.filter(is_write=True).values_list("action", flat=True)
    assert set(logged) == {"frame.set", "frame.add", "frame.move"}


def test_setting_the_original_budget_again_keeps_what_it_was(team, finance):
    for oere in (100, 250):
        actions.set_frame(finance, **right(team, oere=oere))
    assert sum_of(Frame.objects.get()) == FrameSum(original=250)
    assert sorted(FrameChange.objects.values_list("oere", flat=True)) == [100, 150]


def test_the_three_years_of_estimates_stand_beside_the_year(team, finance):
    for year, oere in ((2027, 10), (2028, 20), (2030, 40), (2031, 50)):
        actions.set_frame(finance, **right(team, year=year, oere=oere))
    (line,) = queries.frame_lines(finance, BudgetFilter(2027))
    assert (line.sums.corrected, line.ahead) == (10, (20, 0, 40))


@pytest.mark.parametrize(
    ("oere", "wrong"),
    [
        (1001, {}),
        (0, {}),
        (-5, {}),
        (5, {"account": HERE}),
        (5, {"reason": " "}),
        (5, {"year": 2028}),
        (5, {"account": "?"}),
    ],
)
def test_money_that_is_not_there_cannot_be_moved(team, finance, oere, wrong):
    actions.set_frame(finance, **right(team, oere=1000))
    with pytest.raises(actions.UnableToSetFrame):
        actions.move_between_frames(finance, **moving(team, oere, **wrong))
    assert FrameChange.objects.count() == 1
    assert Frame.objects.count() == 1


def test_only_finance_adds_and_moves(team, finance):
    actions.set_frame(finance, **right(team, oere=1000))
    head = b.actor(Role.HEAD, team)
    with pytest.raises(UnableToLetIn):
        actions.add_to_frame(head, **right(team, oere=1))
    with pytest.raises(UnableToLetIn):
        actions.move_between_frames(head, **moving(team, 1))
    assert [line.sums.corrected for line in queries.frame_lines(head, BudgetFilter(2027))] == [1000]


def test_a_frame_cannot_be_lowered_below_nothing_or_by_nothing(team, finance):
    for oere in (-1, 0):
        with pytest.raises(actions.UnableToSetFrame):
            actions.add_to_frame(finance, **right(team, oere=oere))
    assert Frame.objects.count() == 0


def test_the_database_refuses_a_move_from_nowhere_or_to_itself(team, finance):
    frame = actions.set_frame(finance, **right(team, oere=1000))
    wrong = (
        {"kind": "moved", "oere": 5},
        {"kind": "moved", "oere": 5, "taken_from": frame},
        {"kind": "moved", "oere": -5, "taken_from": Frame.objects.create(
            account_id=THERE, unit=team, year=2027)},
        {"kind": "additional", "oere": 5, "taken_from": frame},
    )  # fmt: skip
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            FrameChange.objects.create(
                frame=frame, reason="Nej", recorded_at=b.NOON, recorded_by=finance.user, **values
            )


def test_frames_are_listed_set_and_moved_on_the_pages(team, finance):
    client = b.signed_in(finance)
    to = reverse("budgets:frames")
    data = {"account": HERE, "unit": team.id, "year": "2027", "reason": "Budget"}
    client.post(reverse("budgets:frame"), {**data, "kind": "original", "oere": "1.000"})
    client.post(reverse("budgets:frame"), {**data, "kind": "additional", "oere": "-100"})
    moved = {**data, "from_account": HERE, "from_unit": team.id, "account": THERE, "oere": "300"}
    refused = client.post(reverse("budgets:move"), {**moved, "oere": "9.000"}).content.decode()
    assert "Der er ikke så meget i den ramme" in refused
    assert client.post(reverse("budgets:move"), moved).status_code == 302
    csv = client.get(to, {"year": "2027", "format": "csv"}).content.decode("utf-8-sig")
    rows = [line.split(";") for line in csv.splitlines()[1:]]
    assert [row[3:7] for row in rows] == [
        ["0,00", "0,00", "300,00", "300,00"],
        ["1000,00", "-100,00", "-300,00", "600,00"],
    ]
    page = client.get(reverse("budgets:frame"), data).content.decode()
    assert "Omplacering" in page
    assert "−300,00" in page


def test_a_frame_is_not_set_below_what_has_been_taken_from_it(db):
    b.municipality()
    Account.objects.create(code=HERE, name="A", department="adults")
    finance, team = b.actor(Role.FINANCE), b.unit("Nord")
    frame = {"account": HERE, "unit": team.id, "year": 2027, "reason": "Ja"}
    actions.set_frame(finance, **frame, oere=100)
    actions.add_to_frame(finance, **frame, oere=-60)
    with pytest.raises(actions.UnableToSetFrame, match="taget så meget"):
        actions.set_frame(finance, **frame, oere=59)
    actions.set_frame(finance, **frame, oere=60)
    [found] = frame_sums(Frame.objects.all()).values()
    assert (found.original, found.corrected) == (60, 0)


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["set", "add", "move"]),
        st.integers(0, 3),
        st.integers(0, 3),
        st.integers(-500, 2_000),
    ),
    min_size=1,
    max_size=12,
)


class TestMoves(TestCase):
    @settings(
        max_examples=max(3, settings.default.max_examples // 5),
        suppress_health_check=[HealthCheck.too_slow],
        deadline=None,
    )
    @given(CHANGES)
    def test_moves_sum_to_nothing_and_frames_to_their_changes(self, changes):
        b.municipality()
        for code in (HERE, THERE):
            Account.objects.create(code=code, name=code, department="adults")
        finance, units = b.actor(Role.FINANCE), [b.unit("Nord"), b.unit("Syd")]
        cells = [(code, unit.id) for code in (HERE, THERE) for unit in units]
        for kind, one, other, oere in changes:
            account, unit = cells[one]
            asked = {"account": account, "unit": unit, "year": 2027, "oere": oere, "reason": "Ja"}
            act = {"set": actions.set_frame, "add": actions.add_to_frame}.get(kind)
            try:
                if act:
                    act(finance, **asked)
                else:
                    source, at = cells[other]
                    actions.move_between_frames(finance, **asked, from_account=source, from_unit=at)
            except actions.UnableToSetFrame:
                continue
        found = sum(frame_sums(Frame.objects.all()).values(), NOTHING)
        written = FrameChange.objects.filter(taken_from=None).aggregate(Sum("oere"))
        assert found.moved == 0
        assert found.corrected == (written["oere__sum"] or 0)
        assert all(one.corrected >= 0 for one in frame_sums(Frame.objects.all()).values())


def test_frames_of_before_keep_their_sum_in_the_migration():
    from importlib import import_module
    from types import SimpleNamespace

    module = import_module("helhed.apps.budgets.migrations.0003_parts_of_frames")
    frame = SimpleNamespace(id=1, year=2026, oere=500)
    changes = [
        SimpleNamespace(frame_id=1, old_oere=None, new_oere=300, save=lambda: None),
        SimpleNamespace(frame_id=1, old_oere=300, new_oere=450, save=lambda: None),
    ]
    made = []
    tables = {
        "Frame": SimpleNamespace(objects=SimpleNamespace(all=lambda: [frame])),
        "FrameChange": SimpleNamespace(
            objects=SimpleNamespace(
                order_by=lambda *_: changes, create=lambda **values: made.append(values)
            )
        ),
    }
    module.to_parts(SimpleNamespace(get_model=lambda _, name: tables[name]), None)
    assert [(c.kind, c.oere) for c in changes] == [("original", 300), ("additional", 150)]
    assert [(one["kind"], one["oere"]) for one in made] == [("original", 50)]
    assert made[0]["recorded_at"][:4] == str(date(2026, 1, 1).year)


@pytest.mark.parametrize(
    ("kind", "year", "is_set"),
    [
        ("original", 2026, True),
        ("original", 2025, False),
        ("original", 2020, False),
        ("additional", 2025, True),
        ("additional", 2024, False),
    ],
)
def test_the_frames_of_a_year_that_is_over_are_not_set_by_one_person(kind, year, is_set):
    b.municipality()
    team, finance = b.unit("Team Nord"), b.actor(Role.FINANCE)
    account = Account.objects.create(code="5.38.52.1.4.001.40", name="K", department="adults")
    act = {"original": actions.set_frame, "additional": actions.add_to_frame}[kind]
    place = {"account": account.code, "unit": team.id, "year": year, "reason": "Hvorfor"}
    if is_set:
        act(finance, **place, oere=700)
    else:
        with pytest.raises(actions.UnableToSetFrame, match=f"{year} er"):
            act(finance, **place, oere=700)
    assert Frame.objects.count() == int(is_set)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"from_unit": "family"}, "flytter fra: kontoen hører til Voksne og enheden til Børn"),
        ({"unit": "family"}, "flytter til: kontoen hører til Voksne og enheden til Børn"),
    ],
)
def test_a_move_says_which_of_its_two_frames_is_of_two_departments(team, finance, wrong, words):
    family = b.unit("Familie", "children")
    actions.set_frame(finance, **right(team, oere=1000))
    told = {**moving(team, 200), **dict.fromkeys(wrong, family.id)}
    with pytest.raises(actions.UnableToSetFrame) as refused:
        actions.move_between_frames(finance, **told)
    assert words in refused.value.text % refused.value.values
