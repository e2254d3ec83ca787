"""Refund from the state: statement, incomes, claims and what they were."""
