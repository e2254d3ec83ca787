"""What must hold inside one row, beyond each cell by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from helhed.rules.access.rights import Role
from helhed.rules.decisions.bevilling import GrantState


@dataclass(frozen=True, slots=True)
class RowRule:
    """``broken`` is true in the rows that break it; ``column`` is where the fault is shown."""

    column: str
    broken: pl.Expr
    text: str
    to_do: str


def _same(one: str, other: str) -> pl.Expr:
    return (pl.col(one) == pl.col(other)).fill_null(False)


_GRANTED = pl.col("state") == GrantState.GRANTED.value
_FOUR_EYES = "the same person stands as both."
_ANOTHER = "It takes two: write another person, or leave one empty."

ROW_RULES: Mapping[str, tuple[RowRule, ...]] = {
    "relations": (
        RowRule(
            "other",
            pl.col("other").is_null() & (pl.col("name") == ""),
            "nobody is named.",
            "Write the key of the other citizen, or a name.",
        ),
    ),
    "journal": tuple(
        RowRule(
            column,
            pl.col("signed_at").is_not_null() & (pl.col(column).fill_null("") == ""),
            "a signed entry must have this.",
            "Fill it in, or let the entry be a draft.",
        )
        for column in ("title", "text")
    ),
    "roles": (
        RowRule(
            "provider",
            (pl.col("role") == Role.PROVIDER.value) & pl.col("provider").is_null(),
            "a provider's user has no provider.",
            "Write which provider the user works for.",
        ),
        RowRule(
            "unit",
            (pl.col("role") != Role.PROVIDER.value) & pl.col("unit").is_null(),
            "the role holds in no unit.",
            "Write the unit.",
        ),
    ),
    "rates": (
        RowRule(
            "offer",
            pl.col("offer").is_null() & pl.col("service").is_null(),
            "the price is of no offer and of no service.",
            "Write an offer, or a service that has no offer.",
        ),
        RowRule(
            "percent",
            pl.col("base").is_null() != pl.col("percent").is_null(),
            "a price that follows another has both a base and a percentage; others have neither.",
            "Write both, or leave both empty.",
        ),
        RowRule(
            "agreed_on",
            pl.col("citizen").is_not_null()
            & (pl.col("agreed_on").is_null() | (pl.col("agreed_by").fill_null("") == "")),
            "a price of one citizen was agreed with nobody, or on no day.",
            "Write agreed_by and agreed_on, or leave citizen empty.",
        ),
    ),
    "decisions": (
        RowRule("decided_by", _same("decided_by", "prepared_by"), _FOUR_EYES, _ANOTHER),
    ),
    "pay_runs": (
        RowRule("approved_by", _same("approved_by", "made_by"), _FOUR_EYES, _ANOTHER),
    ),
    "taksts": (RowRule("approved_by", _same("approved_by", "made_by"), _FOUR_EYES, _ANOTHER),),
    "takst_accounts": (
        RowRule(
            "other_days",
            pl.col("other_days") > pl.col("days"),
            "more days of others than days in all.",
            "Write no more other_days than days.",
        ),
    ),
    "indexations": (
        RowRule("approved_by", _same("approved_by", "made_by"), _FOUR_EYES, _ANOTHER),
    ),
    "grants": tuple(
        RowRule(
            column,
            _GRANTED & (pl.col(column).is_null() | (pl.col(column).cast(pl.String) == "")),
            "a granted service must have this.",
            "Fill it in, or let the grant be a draft.",
        )
        for column in ("rate", "quantity", "start", "account")
    ),
}  # fmt: skip
