"""Acts of refund: facts and incomes, claims, years that are closed."""
