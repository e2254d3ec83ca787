"""What must hold inside one row, beyond each cell by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from helhed.kernel.law import ACTS
from helhed.rules.access.rights import Role
from helhed.rules.assessments.indsatstrappe import STEPS
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.forventning import Change, ExpectedState
from helhed.rules.decisions.ydelser import BOOKED_AS_MAIN, services


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
_MOVES_END = pl.col("change") == Change.END.value
_FOUR_EYES = "the same person stands as both."
_ANOTHER = "It takes two: write another person, or leave one empty."


def _list_of(*words: str) -> str:
    """What a list of words with a bar between looks like; it may be empty."""
    one = "|".join(words)
    return rf"^(({one})(\|({one}))*)?$"


def _lists(column: str, pattern: str) -> RowRule:
    return RowRule(
        column,
        ~pl.col(column).fill_null("").str.contains(pattern),
        "it holds a word that is not known.",
        "Write words of the house with a bar between, as an export of the house shows them.",
    )


_AREAS = CaseArea.codes()

ROW_RULES: Mapping[str, tuple[RowRule, ...]] = {
    "payment_differences": (
        RowRule(
            "payment",
            pl.col("payment").is_null() == pl.col("posting").is_null(),
            "it is of one payment, or of one posting that has none.",
            "Fill in one of them, and leave the other empty.",
        ),
    ),
    "rule_changes": (
        _lists("areas", _list_of(*_AREAS)),
        _lists("steps", _list_of(*map(str, range(1, len(STEPS) + 1)))),
        _lists("follows", _list_of(*services())),
        _lists("groupings", _list_of(*(rf"{area}=\d{{3}}" for area in _AREAS))),
        _lists("citation", rf"^({'|'.join(ACTS)}) § [0-9][0-9a-z. ]*$"),
        _lists("function", rf"^(\d\.\d\d\.\d\d|{BOOKED_AS_MAIN})$"),
        _lists("grouping", rf"^(\d{{3}}|{BOOKED_AS_MAIN})$"),
    ),
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
    "order_tolerances": (
        RowRule(
            "per_mille",
            pl.col("per_mille").is_null() & pl.col("hours").is_null(),
            "a tolerance says neither a share nor hours.",
            "Write per_mille, hours, or both.",
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
    "expected_changes": (
        RowRule(
            "grant",
            _MOVES_END & pl.col("grant").is_null(),
            "a moved end is of no grant.",
            "Write which grant would end on another day.",
        ),
        *(
            RowRule(
                column,
                ~_MOVES_END & pl.col(column).is_null(),
                "an expected service must have this.",
                "Fill it in, or leave the row out.",
            )
            for column in ("rate", "quantity", "start")
        ),
        RowRule(
            "decided_by",
            _MOVES_END
            & (pl.col("state") == ExpectedState.GRANTED.value)
            & _same("decided_by", "prepared_by"),
            _FOUR_EYES,
            _ANOTHER,
        ),
    ),
}  # fmt: skip
