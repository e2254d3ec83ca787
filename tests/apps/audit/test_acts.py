"""Every act of the house: it asks for its right first, and it stands or falls with its log row."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.audit import actions as audit
from helhed.apps.audit.models import Entry
from helhed.apps.transfer.searchable import rebuild
from tests.apps.audit import (
    acts_in_cases,
    acts_in_help,
    acts_in_payments,
    acts_in_rules,
    acts_on_efforts,
    acts_on_expected,
    acts_on_forecasts,
    acts_on_indexations,
    acts_on_own_payments,
    acts_on_panels,
    acts_on_pauses,
    acts_on_places,
    acts_on_prices,
    acts_on_quotes,
    acts_on_received,
    acts_on_refunds,
    acts_on_reports,
    acts_on_settlement,
    acts_on_taksts,
)
from tests.apps.everything import everything
from tests.apps.refunds.slow_twin import check_kept
from tests.apps.town import CHILDS_CPR, CPR, SECRET, Town
from tests.apps.written import check_words
from tests.apps.years import check_years

pytestmark = pytest.mark.django_db

STOPPED = [*acts_in_help.STOPPED, *acts_in_payments.STOPPED]
ACTS = (
    *acts_in_cases.ACTS,
    *acts_in_help.ACTS,
    *acts_in_payments.ACTS,
    *acts_in_rules.ACTS,
    *acts_on_efforts.ACTS,
    *acts_on_expected.ACTS,
    *acts_on_forecasts.ACTS,
    *acts_on_indexations.ACTS,
    *acts_on_own_payments.ACTS,
    *acts_on_panels.ACTS,
    *acts_on_pauses.ACTS,
    *acts_on_places.ACTS,
    *acts_on_prices.ACTS,
    *acts_on_quotes.ACTS,
    *acts_on_received.ACTS,
    *acts_on_refunds.ACTS,
    *acts_on_reports.ACTS,
    *acts_on_settlement.ACTS,
    *acts_on_taksts.ACTS,
)
MODULES = (
    "access.actions",
    "cases.actions.documents",
    "cases.actions.journal",
    "cases.actions.opening",
    "cases.actions.person",
    "cases.actions.tasks",
    "notifications.actions",
    "assessments.actions",
    "efforts.actions",
    "plans.actions",
    "matching.actions",
    "offers.actions",
    "decisions.actions.approve",
    "decisions.actions.birthday",
    "decisions.actions.number",
    "decisions.actions.change",
    "decisions.actions.close",
    "decisions.actions.expect",
    "decisions.actions.extend",
    "decisions.actions.indexation",
    "decisions.actions.own_payment",
    "decisions.actions.panel",
    "decisions.actions.prepare",
    "decisions.actions.rates",
    "refunds.actions.claims",
    "refunds.actions.facts",
    "refunds.actions.incomes",
    "refunds.actions.numbers",
    "catalogue.actions",
    "payments.actions.claims",
    "payments.actions.invoices",
    "payments.actions.periods",
    "payments.actions.ledger",
    "payments.actions.lines",
    "payments.actions.pausing",
    "payments.actions.reposting",
    "payments.actions.runs",
    "refunds.actions.settlement",
    "refunds.actions.years",
    "reports.actions",
    "decisions.actions.takst",
    "desk.actions",
    "forecasts.actions",
    "forecasts.projecting",
    "orders.taking_in",
)
PARTS_OF_ACTS = {
    "catalogue.actions.correction_of",
    "catalogue.actions.put_correction",
    "decisions.actions.prepare.begin_empty",
    "efforts.actions.end",
    "cases.actions.tasks.put_task",
    "decisions.actions.change.settle_decision",
    "payments.actions.runs.open_run",
    "payments.actions.lines.line_to_change",
    "orders.taking_in.teams_to_take_in",
}


class LogIsFull(Exception):
    """No row can be added to the log."""


@pytest.fixture(autouse=True)
def documents(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path
    settings.LEDGER_OUTBOX, settings.LEDGER_INBOX = tmp_path / "out", tmp_path / "in"


def each(acts):
    return [pytest.param(act, id=act.name) for act in acts]


def test_every_act_of_the_rooms_is_tried_here():
    written = {
        f"{module}.{name}"
        for module in MODULES
        for name, function in vars(import_module(f"helhed.apps.{module}")).items()
        if inspect.isfunction(function)
        and function.__module__ == f"helhed.apps.{module}"
        and not name.startswith("_")
        and next(iter(inspect.signature(function).parameters), "") == "actor"
    }
    assert written - PARTS_OF_ACTS == {act.name for act in ACTS}


@pytest.mark.parametrize("act", each(ACTS))
def test_an_act_logs_who_did_it_and_nothing_of_what_was_written(act):
    town = Town()
    given = act.given(town)
    who = getattr(town, act.who)
    before = Entry.objects.count()
    act.by(who, given)
    rows = list(Entry.objects.order_by("id")[before:])
    assert rows
    assert {row.actor for row in rows} == {who.id}
    assert {row.role for row in rows} == {who.role_key}
    assert all(row.is_write for row in rows)
    said = " ".join(f"{row.action} {row.object_type} {row.facts}" for row in rows)
    assert not any(word in said for word in (SECRET, CPR, CHILDS_CPR))


@pytest.mark.parametrize("act", each(ACTS))
def test_after_an_act_what_is_kept_beside_the_rows_is_what_they_say(act):
    town = Town()
    given = act.given(town)
    check_years()
    rebuild()  # the town is built without acts
    act.by(getattr(town, act.who), given)
    check_years()
    check_words()


@pytest.mark.parametrize("act", each(ACTS))
def test_after_an_act_the_refund_that_is_kept_is_what_a_count_from_nothing_says(act):
    town = Town()
    given = act.given(town)
    check_kept()
    act.by(getattr(town, act.who), given)
    check_kept()


@pytest.mark.parametrize("act", each(ACTS))
def test_strangers_are_turned_away_and_nothing_changes(act):
    town = Town()
    given = act.given(town)
    strangers = [getattr(town, name) for name in act.strangers]
    before = everything()
    for who in strangers:
        with pytest.raises(UnableToLetIn):
            act.by(who, given)
    assert everything() == before


@pytest.mark.parametrize("act", each(ACTS))
def test_an_act_that_is_refused_changes_nothing(act):
    town = Town()
    given = act.given(town)
    who = getattr(town, act.who)
    before = everything()
    for wrong, error in act.refuses:
        with pytest.raises(error) as told:
            act.by(who, {**given, **wrong})
        assert type(told.value) is error, wrong
        assert SECRET not in str(told.value)
        assert everything() == before, wrong


@pytest.mark.parametrize(("does", "who", "given", "error"), STOPPED)
def test_what_is_not_ready_goes_nowhere(does, who, given, error):
    town = Town()
    arguments = given(town)
    actor = getattr(town, who)
    before = everything()
    with pytest.raises(error):
        does(actor, **arguments)
    assert everything() == before


@pytest.mark.parametrize("act", each(ACTS))
def test_nothing_stands_when_the_log_cannot_be_written(act, monkeypatch):
    town = Town()
    given = act.given(town)
    who = getattr(town, act.who)
    before = everything()

    def full(entries):
        raise LogIsFull

    monkeypatch.setattr(audit, "_add", full)
    with pytest.raises(LogIsFull):
        act.by(who, given)
    assert everything() == before
