"""The folder form read and counted plainly, one row and one day at a time, by the slow twin."""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal

from helhed.commitments._reference import (
    PlainCitizen,
    PlainGrant,
    PlainIndexation,
    PlainRate,
    cost_in_month,
    refund_in_month,
)
from helhed.kernel.period import Month, Period, months_after
from helhed.rules.refunds.refusion import Cost, CostKind, counted, is_covered

NOT_REFUNDED = "none"


class PlainFolder:
    """Tables as lists of rows (dictionaries of text); a table that is not there has no rows."""

    def __init__(self, tables):
        self.rows = {name: list(csv.DictReader(text.split())) for name, text in tables.items()}
        self.rates = [
            PlainRate(row["rate"], span(row, "valid_from", "valid_to"), int(row["oere"]))
            for row in self.rows["rates"]
        ]
        self.indexation = [
            PlainIndexation(
                row["rate"] or None, date.fromisoformat(row["valid_from"]), Decimal(row["percent"])
            )
            for row in self.of("indexation")
        ]
        self.grants = [self._grant(row) for row in self.rows["grants"]]

    def of(self, name):
        return self.rows.get(name, [])

    def _grant(self, row):
        pauses = [
            span(p, "start", "end") for p in self.of("suspensions") if p["grant"] == row["grant"]
        ]
        return PlainGrant(
            row["grant"],
            row["kind"],
            row["rate"],
            Decimal(row["quantity"]),
            span(row, "start", "end"),
            tuple(pauses),
        )

    def costs(self, first, last):
        """Øre by grant and month, without zeros."""
        found = {}
        for grant in self.grants:
            for month in first.until(last):
                oere = cost_in_month(grant, self.rates, month, self.indexation)
                if oere:
                    found[grant.name, str(month)] = oere
        return found

    def refunds(self, first, last):
        """(basis, øre) by citizen, household, law and month, where the state pays."""
        found = {}
        for month in first.until(last):
            for law in ("sel_176", "bl_198"):
                found |= self._refunds(law, month)
        return found

    def _refunds(self, law, month):
        households = {}
        theirs = defaultdict(list)
        whole_year = Month(month.year, 1), Month(month.year, 12)
        for row, grant in zip(self.rows["grants"], self.grants, strict=True):
            households[row["citizen"]] = row.get("household") or ""
            if self.law(row) != law:
                continue
            single = grant.kind == "one_off"
            for one in whole_year[0].until(whole_year[1]) if single else [month]:
                oere = cost_in_month(grant, self.rates, one, self.indexation)
                kind = CostKind.ONE_OFF if single else CostKind.RUNNING
                theirs[row["citizen"]].append(Cost(grant.name, one, oere, kind))
        incomes = defaultdict(int)
        for row in self.of("incomes"):
            with_home = {**row, "household": households[row["citizen"]]}
            if row["month"] == str(month) and self.law(with_home) == law:
                incomes[row["citizen"]] += int(row["oere"])
        people = {
            PlainCitizen(name, households[name] if self.is_child(name, month) else ""): costs
            for name, costs in theirs.items()
            if self.is_covered(name, law, month)
        }
        off = {one: {month: incomes[one.name]} for one in people}
        return {
            (name, households[name], law, str(month)): told
            for name, told in refund_in_month(people, off, month).items()
        }

    def law(self, row):
        for account in self.of("accounts"):
            if account["account"] == row["account"]:
                return account["refund"]
        return "bl_198" if row.get("household") else "sel_176"

    def is_child(self, name, month):
        for row in self.of("citizens"):
            if row["citizen"] == name:
                return month <= Month.of(
                    months_after(date.fromisoformat(row["birth_date"]), 12 * 18)
                )
        return True

    def is_covered(self, name, law, month):
        for row in self.of("citizens"):
            if row["citizen"] == name and law == "sel_176":
                born = date.fromisoformat(row["birth_date"])
                before = Month.of(months_after(born, 12 * 67)).plus(-1)
                return is_covered(born, month, self.net(name, before) if month > before else None)
        return True

    def net(self, name, month):
        costs = [
            Cost(grant.name, month, cost_in_month(grant, self.rates, month, self.indexation))
            for row, grant in zip(self.rows["grants"], self.grants, strict=True)
            if row["citizen"] == name
        ]
        return counted(costs, {}, month.year)[month]


def span(row, start, end):
    last = row.get(end)
    return Period(date.fromisoformat(row[start]), date.fromisoformat(last) if last else None)
