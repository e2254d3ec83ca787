"""What some decisions quote of the journal of their case, with its source."""

from __future__ import annotations

from hashlib import sha256

import polars as pl

from helhed.rules.cases.sag import EntryKind
from helhed.synth import staff
from helhed.synth.shape import ids, table
from helhed.synth.world import World

EVERY = 4
LABELS = dict(EntryKind.choices())


def quotes(world: World, journal: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """The last signed note before every fourth decision, quoted among its facts."""
    some = decisions.gather_every(EVERY).filter(pl.col("state") != "draft")
    signed = journal.filter(pl.col("signed_at").is_not_null() & pl.col("amends").is_null())
    told = signed.select(
        "case", "kind", "title", "text", "happened_on", "author", entry=pl.col("id")
    )
    asked = some.select("case", "prepared_on", "prepared_by", decision=pl.col("id"))
    both = asked.join(told, on="case").filter(pl.col("happened_on") <= pl.col("prepared_on"))
    last = both.sort("happened_on", "entry").unique("decision", keep="last", maintain_order=True)
    listed = last.sort("prepared_on", "decision")
    people = staff.users(world.chance, world.staff)
    names = dict(zip(people["id"], people["name"], strict=True))
    passages = [text.strip() for text in listed["text"]]
    return table(
        "quotes",
        {
            "id": ids(world.seed, "quotes", listed["decision"]),
            "case": listed["case"],
            "source_kind": "journal",
            "source": listed["entry"],
            "said": [
                f"{LABELS[kind]}: {title}"
                for kind, title in zip(listed["kind"], listed["title"], strict=True)
            ],
            "part": "",
            "passage": passages,
            "version": [sha256(text.encode()).hexdigest() for text in listed["text"]],
            "written_by": [names.get(one or "", "") for one in listed["author"]],
            "written_on": listed["happened_on"],
            "target_kind": "decision",
            "target": listed["decision"],
            "field": "facts",
            "quoted_at": listed["prepared_on"].cast(pl.Datetime("us")).dt.replace_time_zone("UTC"),
            "quoted_by": listed["prepared_by"],
        },
    )
