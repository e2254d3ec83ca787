"""What an order is handed from the decision and the assessment behind it, with its source."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from helhed.apps.access.access import Actor
from helhed.apps.assessments.queries import theme_field
from helhed.apps.assessments.texts import origin_of as assessed
from helhed.apps.cases.quoting import Handed, carry_quotes, keep_sources
from helhed.apps.decisions.texts import origin_of as decided
from helhed.apps.orders.drafting import parts_of
from helhed.apps.orders.models import Order
from helhed.kernel.words import screen_text
from helhed.rules.cases.citat import Target, stands_in


def keep_handed(actor: Actor, order: Order, keys: Collection[str]) -> None:
    """Keep where the words of an order come from: its purpose the decision's while that stands in
    it, and of the assessment those parts that were chosen; their quotes come along."""
    to, decision = (Target.ORDER, order.id), order.grant.decision
    keep_sources(actor, order.case, *to, [*_purpose(order), *_needs(order, keys)])
    if stands_in(decision.purpose.strip(), order.purpose):
        carry_quotes(actor, (Target.DECISION, decision.id), to, {"purpose": "purpose"})
    if decision.assessment_id is not None:
        chosen = {field: "needs" for key in keys for field in (key, theme_field(key))}
        carry_quotes(actor, (Target.ASSESSMENT, decision.assessment_id), to, chosen)


def _purpose(order: Order) -> Iterator[Handed]:
    decision = order.grant.decision
    if decision.purpose.strip() and stands_in(decision.purpose.strip(), order.purpose):
        yield Handed(decided(decision), screen_text("Formål"), "purpose", decision.purpose)


def _needs(order: Order, keys: Collection[str]) -> Iterator[Handed]:
    assessment = order.grant.decision.assessment
    if assessment is None:
        return
    origin = assessed(assessment)
    for part in parts_of(order.grant):
        if part.key in keys:
            for words in part.passages:
                yield Handed(origin, part.title, "needs", words, part.source)
