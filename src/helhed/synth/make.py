"""All declared tables of a synthetic municipality."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from helhed.kernel.period import Month
from helhed.synth import (
    agreed,
    assessment_rows,
    budget,
    budget_years,
    case_rows,
    catalogue,
    decision_rows,
    deliveries,
    documents,
    efforts,
    expected,
    indexed,
    ledger_rows,
    market_rows,
    measures,
    money,
    notification_rows,
    numbers,
    orders,
    own_payments,
    panels,
    people,
    plan_parts,
    plans,
    population,
    quoted,
    refund_claims,
    refunds,
    right_place,
    scenarios,
    settlement,
    staff,
    takst_rows,
    told,
    town,
)
from helhed.synth.agreed import agree_prices
from helhed.synth.assessments import assessed
from helhed.synth.fresh import add_fresh
from helhed.synth.grants import Granted, granted
from helhed.synth.requests import add_requests
from helhed.synth.world import World, world

VERSION = 13
"""Grows when the same scale and seed give other rows than before."""

Progress = Callable[[str], None]


def make(
    scale: float, seed: int, progress: Progress = lambda word: None
) -> dict[str, pl.DataFrame]:
    """Every declared table that is not derived, by name. Scale 1 is 220,000 inhabitants.

    The files that documents stand for are ``documents.contents``.
    """
    progress("people")
    drawn = world(scale, seed)
    made = granted(drawn)
    agree_prices(drawn, made)
    add_requests(drawn, made)
    add_fresh(drawn, made)
    frames = _house(drawn)
    progress("casework")
    frames |= _casework(drawn, made)
    progress("money")
    frames |= _money(drawn, made)
    progress("refunds")
    frames |= _refunds(drawn, made, frames)
    return frames


def _house(drawn: World) -> dict[str, pl.DataFrame]:
    chance, market = drawn.chance, drawn.market
    birth, cases = drawn.people.birth, drawn.cases
    count = len(birth)
    houses = takst_rows.built(drawn)
    citizens = people.citizens(chance, birth, drawn.districts)
    with_case = people.first_days(cases.person, cases.opened)
    adults = people.first_days(
        [p for p, d in zip(cases.person, cases.department, strict=True) if d == "adults"],
        [o for o, d in zip(cases.opened, cases.department, strict=True) if d == "adults"],
    )
    return {
        "municipality": town.municipality(),
        "units": town.units(drawn.seed),
        "users": staff.users(chance, drawn.staff),
        "employees": staff.employees(chance, drawn.staff, drawn.scale),
        "rule_changes": catalogue.rule_changes(drawn),
        "parameter_corrections": catalogue.parameter_corrections(drawn),
        "citizens": citizens,
        "number_corrections": numbers.number_corrections(drawn.seed, citizens, *with_case),
        "relations": people.relations(chance, birth, citizens["name"]),
        "network": people.network(chance, with_case[0], count),
        "guardians": people.guardians(chance, *adults, count),
        "consents": people.consents(chance, *with_case, count),
        "providers": market_rows.providers(chance, market),
        "roles": staff.roles(chance, drawn.staff, market_rows.provider_of_centre(chance, market)),
        "offers": market_rows.offers(chance, market),
        "places": market_rows.places(chance, market),
        "offer_groups": right_place.offer_groups(drawn),
        "offer_supports": right_place.offer_supports(drawn),
        "district_distances": right_place.district_distances(drawn),
        "vat_shares": agreed.vat_shares(drawn),
        "rates": market_rows.rates(chance, drawn.book),
        "rate_amounts": market_rows.rate_amounts(chance, drawn.book),
        "withdrawn_amounts": agreed.withdrawn_amounts(drawn),
        "indexations": indexed.indexations(drawn),
        "indexation_lines": indexed.indexation_lines(drawn),
        "taksts": takst_rows.taksts(drawn, houses),
        "takst_accounts": takst_rows.takst_accounts(drawn, houses),
    }


def _casework(drawn: World, made: Granted) -> dict[str, pl.DataFrame]:
    found = assessed(drawn, made)
    planned = plans.planned(drawn, made)
    held = plans.held(drawn, planned)
    advised = efforts.recommended(drawn, made)
    ordered = orders.ordered(drawn, made)
    deliveries.remind(made, planned, ordered)
    frames = {
        "cases": case_rows.cases(drawn),
        "journal": case_rows.journal(drawn),
        "documents": documents.documents(drawn),
        "tasks": case_rows.tasks(drawn),
        "notifications": notification_rows.notifications(drawn),
        "assessments": assessment_rows.assessments(drawn, found),
        "target_groups": assessment_rows.target_groups(drawn, found),
        "theme_notes": assessment_rows.theme_notes(drawn, found),
        "recommendations": efforts.recommendations(drawn, advised, found),
        "efforts": efforts.efforts(drawn, advised),
        "effort_services": efforts.effort_services(drawn, advised),
        "plans": plans.plans(drawn, planned),
        "goals": plans.goals(drawn, planned),
        "plan_parts": plan_parts.plan_parts(drawn, planned),
        "goal_themes": plans.goal_themes(drawn, planned),
        "follow_ups": plans.follow_ups(drawn, planned, held),
        "goal_results": plans.goal_results(drawn, made, planned, held),
        "goal_statuses": told.goal_statuses(drawn, made, ordered, planned),
        "effort_results": efforts.effort_results(drawn, planned, held, advised),
        "decisions": decision_rows.decisions(drawn, made, found),
        "decision_goals": decision_rows.decision_goals(drawn, made, planned),
        "decision_efforts": efforts.decision_efforts(drawn, made, advised),
        "grants": decision_rows.grants(drawn, made),
        "grant_changes": decision_rows.grant_changes(drawn, made),
        "own_payments": own_payments.own_payments(drawn, made),
        "suspensions": decision_rows.suspensions(drawn, made),
        "expected_changes": expected.expected_changes(drawn, made),
        "panel_meetings": panels.panel_meetings(drawn),
        "panel_points": panels.panel_points(drawn, made),
        "orders": orders.orders(drawn, made, ordered),
        "order_goals": orders.order_goals(drawn, made, ordered, planned),
        "order_messages": orders.order_messages(drawn, made, ordered),
        "order_wishes": orders.order_wishes(drawn, ordered),
        "delivered_periods": deliveries.delivered_periods(drawn, made, ordered),
        "order_tolerances": deliveries.order_tolerances(drawn, made, ordered),
        "handed_parts": told.handed_parts(drawn, ordered),
        "provider_notes": told.provider_notes(drawn, ordered),
        "placements": orders.placements(drawn, made),
        "place_needs": right_place.place_needs(drawn),
        "place_wishes": right_place.place_wishes(drawn),
        "place_choices": right_place.place_choices(drawn, made),
        "place_bonds": right_place.place_bonds(drawn),
    }
    return frames | {"quotes": quoted.quotes(drawn, frames)}


def _money(drawn: World, made: Granted) -> dict[str, pl.DataFrame]:
    paid = money.costs(drawn, made, money.FIRST_PAID, money.LAST_PAID)
    year = money.costs(
        drawn, made, Month(money.FIRST_FRAME_YEAR, 1), Month(budget_years.DRAFT_YEAR, 12)
    )
    plans, dates = ledger_rows.plan_dates(drawn, money.payment_plans(drawn, made, paid))
    plain = money.payments(drawn, paid)
    runs = money.pay_runs(drawn)
    claimed = ledger_rows.with_claims(drawn, plain, plans, runs)
    posted = money.postings(drawn, made, paid, claimed)
    years = budget_years.years(drawn, made, year)
    frames = budget.originals(drawn, year, years.lines)
    saving = measures.named(drawn, made, year)
    return {
        "accounts": budget.accounts(),
        "frames": budget.frames(frames),
        "frame_changes": budget.frame_changes(drawn, frames),
        "budget_versions": budget_years.versions(drawn),
        "budget_lines": budget_years.budget_lines(drawn, years),
        "measures": measures.measures(drawn),
        "measure_targets": measures.targets(drawn, saving),
        "measure_grants": measures.measure_grants(drawn, made, saving),
        "scenarios": scenarios.scenarios(drawn),
        "population_projections": population.projections(drawn),
        "kept_months": budget_years.kept_months(drawn),
        "kept_grants": budget_years.kept_grants(drawn, made, years, year, posted),
        "payment_plans": plans,
        "plan_dates": dates,
        "closed_periods": ledger_rows.closed_periods(drawn, money.FIRST_PAID),
        "pay_runs": runs,
        "payments": claimed.lines,
        "postings": posted,
        "payment_differences": ledger_rows.differences(drawn, posted),
        **ledger_rows.claims(drawn, claimed),
        "invoices": ledger_rows.invoices(drawn, made, plain, paid.grant),
    }


def _refunds(
    drawn: World, made: Granted, frames: dict[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    found = refunds.costly(drawn, made, frames["postings"])
    homes, members = refunds.households(drawn, found)
    told = {
        "households": homes,
        "household_members": members,
        "refund_facts": refunds.facts(drawn, found),
        "incomes": refunds.incomes(drawn, found),
        "paying_duties": refunds.paying_duties(drawn, found, frames["citizens"]),
        "closed_refund_years": refund_claims.closed_years(drawn),
        "refund_number_changes": refund_claims.number_changes(drawn),
    }
    listed, lines = refund_claims.claims(drawn, found, told)
    claims, of_claims = settlement.settlements(drawn, found, told["paying_duties"])
    return {
        **told,
        "refund_claims": listed,
        "refund_claim_lines": lines,
        "settlement_claims": claims,
        "settlement_lines": of_claims,
    }
