"""What some texts quote of earlier ones in their case, with its source: decisions of the journal,
recommendations of the assessment, and orders of the decision that they carry out."""

from __future__ import annotations

from hashlib import sha256

import polars as pl

from helhed.rules.assessments.udredning import AssessmentKind
from helhed.rules.cases.citat import Source
from helhed.rules.cases.sag import EntryKind
from helhed.synth import staff
from helhed.synth.shape import ids, table
from helhed.synth.world import World

EVERY = 4
LABELS = dict(EntryKind.choices())
KINDS = {kind.value: kind.label for kind in AssessmentKind}
_NEEDED = ("case", "source", "said", "part", "words", "author", "written_on", "target", "on", "by")


def quotes(world: World, frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Every fourth of each, in the order of the days."""
    found = {
        ("journal", "decision", "facts"): _journal(frames),
        ("assessment", "recommendation", "text"): _assessed(frames),
        ("decision", "order", "purpose"): _decided(frames),
    }
    listed = pl.concat(
        rows.select(*_NEEDED).with_columns(
            source_kind=pl.lit(source), target_kind=pl.lit(target), field=pl.lit(field)
        )
        for (source, target, field), rows in found.items()
    ).sort("on", "target", maintain_order=True)
    people = staff.users(world.chance, world.staff)
    names = dict(zip(people["id"], people["name"], strict=True))
    return table(
        "quotes",
        {
            "id": ids(world.seed, "quotes", listed["target"]),
            **{name: listed[name] for name in ("case", "source_kind", "source", "said", "part")},
            "passage": listed["words"].str.strip_chars(),
            "version": [sha256(text.encode()).hexdigest() for text in listed["words"]],
            "written_by": [names.get(one or "", "") for one in listed["author"]],
            **{name: listed[name] for name in ("written_on", "target_kind", "target", "field")},
            "is_copied": False,
            "quoted_at": listed["on"].cast(pl.Datetime("us")).dt.replace_time_zone("UTC"),
            "quoted_by": listed["by"],
        },
    )


def _journal(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The last signed note before a decision."""
    some = frames["decisions"].gather_every(EVERY).filter(pl.col("state") != "draft")
    asked = some.select("case", target=pl.col("id"), on="prepared_on", by="prepared_by")
    signed = frames["journal"].filter(
        pl.col("signed_at").is_not_null() & pl.col("amends").is_null()
    )
    told = signed.select(
        "case",
        source=pl.col("id"),
        said=pl.concat_str(pl.col("kind").replace(LABELS), pl.lit(": "), "title"),
        part=pl.lit(""),
        words="text",
        author="author",
        written_on="happened_on",
    )
    return _last(asked, told)


def _assessed(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The whole judgement of the assessment that a recommendation stands on."""
    some = frames["recommendations"].gather_every(EVERY)
    asked = some.select(
        "case", source=pl.col("assessment"), target=pl.col("id"), on="made_on", by="made_by"
    )
    told = frames["assessments"].filter(pl.col("finished_on").is_not_null())
    told = told.filter(pl.col("overall") != "").select(
        source=pl.col("id"),
        said=pl.col("kind").replace(KINDS),
        part=pl.lit("Samlet vurdering"),
        words="overall",
        author="started_by",
        written_on="finished_on",
    )
    return asked.join(told, on="source", maintain_order="left")


def _decided(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The reasons of the decision that an order carries out."""
    lines = frames["grants"].select("decision", grant=pl.col("id"))
    some = frames["orders"].gather_every(EVERY).filter(pl.col("sent_at").is_not_null())
    asked = some.select("grant", target=pl.col("id"), on=pl.col("sent_at").dt.date())
    told = frames["decisions"].filter(pl.col("decided_at").is_not_null())
    told = told.filter(pl.col("reasons") != "").select(
        "case",
        decision=pl.col("id"),
        source=pl.col("id"),
        said=pl.concat_str(pl.lit(f"{Source.DECISION.label}: "), "citation"),
        part=pl.lit("Begrundelse"),
        words="reasons",
        author="decided_by",
        written_on=pl.col("decided_at").dt.date(),
        by="prepared_by",
    )
    both = asked.join(lines, on="grant", maintain_order="left")
    return both.join(told, on="decision", maintain_order="left")


def _last(asked: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The last of what was told in the case before each that asks."""
    both = asked.join(told, on="case").filter(pl.col("written_on") <= pl.col("on"))
    last = both.sort("written_on", "source")
    return last.unique("target", keep="last", maintain_order=True)
