"""Every declared table, in the order in which they are read: what a row names stands before it."""

from __future__ import annotations

from helhed.exchange.columns import Table
from helhed.exchange.tables.casework import CASEWORK
from helhed.exchange.tables.catalogue import CATALOGUE
from helhed.exchange.tables.decisions import DECISIONS
from helhed.exchange.tables.house import HOUSE
from helhed.exchange.tables.matching import MATCHING
from helhed.exchange.tables.money import MONEY
from helhed.exchange.tables.offers import OFFERS
from helhed.exchange.tables.people import PEOPLE
from helhed.exchange.tables.refunds import REFUNDS

TABLES: tuple[Table, ...] = (
    *HOUSE,
    *CATALOGUE,
    *PEOPLE,
    *CASEWORK,
    *OFFERS,
    *DECISIONS,
    *MATCHING,
    *MONEY,
    *REFUNDS,
)
BY_NAME = {table.name: table for table in TABLES}
