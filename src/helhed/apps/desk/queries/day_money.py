"""The money of a person's day: what waits for a second person, payments, refund and the budget."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from helhed.apps.access.access import Actor, may_at_all
from helhed.apps.access.models import User
from helhed.apps.budgets.queries import BudgetFilter, follow_up
from helhed.apps.catalogue.queries import parameter_as_it_came
from helhed.apps.desk.queries.day_parts import MOST, DayPage, Item, Section, Tile
from helhed.apps.forecasts.queries import next_year
from helhed.apps.layout.web.templatetags.helhed import counted, kroner, month_name
from helhed.apps.layout.web.templatetags.helhed import day as said_day
from helhed.apps.payments.queries.jobs import jobs as payment_jobs
from helhed.apps.payments.queries.runs import NextMonth, next_months
from helhed.apps.payments.queries.second import Asked, Matter, Second, second
from helhed.apps.refunds.queries import numbers_to_approve, refund_waiting, years_to_approve
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.citizens.kommuner import kommune_name
from helhed.rules.decisions.ydelser import Department
from helhed.rules.offers.indeksering import owner_words
from helhed.rules.offers.takst import TakstState
from helhed.rules.refunds.hjemtagning import RefundClaimState


def money(actor: Actor, found: DayPage) -> None:
    """Who makes pay runs has them first; others see the budget first."""
    parts = [
        (Action.SEE_BUDGET, _budget),
        (Action.APPROVE_PAYMENT, _payments),
        (Action.PREPARE_REFUND, _refund),
    ]
    if may_at_all(actor, Action.PREPARE_PAYMENT):
        parts = [parts[1], parts[0], parts[2]]
    else:
        parts.insert(1, (Action.SEE_FORECAST, _next_year))
    four_eyes(actor, found)
    for action, part in parts:
        if may_at_all(actor, action):
            part(actor, found)


def four_eyes(actor: Actor, found: DayPage) -> None:
    """What one has asked for and the actor can be the second person of; nothing is said when
    there is none."""
    items = _to_second(second(actor, *numbers_to_approve(actor), *years_to_approve(actor)))
    if not items:
        return
    words = screen_text("venter på dig som den anden")
    found.tiles.append(Tile(counted(len(items)), words, "#fire-oejne"))
    title = screen_text("Fire øjne: venter på dig")
    found.sections.append(Section(title, items, "", anchor="fire-oejne"))


def _to_second(waits: Second) -> list[Item]:
    items = [
        Item(
            gettext("Godkend kørslen for %(month)s") % {"month": month_name(run.month)},
            reverse("payments:run", args=[run.id]),
            said_day(run.made_at),
            " · ".join(
                part
                for part in (gettext(Department(run.department).label), _who(run.made_by))
                if part
            ),
        )
        for run in waits.runs
    ]
    taksts: dict[str, list[Asked]] = defaultdict(list)
    for one in waits.asked:
        if one.matter is Matter.TAKST:
            taksts[one.why].append(one)
    items += [_asked(one) for one in waits.asked if one.matter is not Matter.TAKST]
    return items + [_taksts(year, taksts[year]) for year in sorted(taksts)]


def _taksts(year: str, waiting: list[Asked]) -> Item:
    """The rates of a year that others built: one leads to its page, more to their list."""
    first, when = waiting[0], said_day(waiting[0].at)
    who = ", ".join(sorted({one.who for one in waiting if one.who}))
    if len(waiting) == 1:
        text = gettext("Godkend taksten fra 1.1.%(year)s: %(of)s") % {"year": year, "of": first.of}
        return Item(text, reverse("decisions:takst", args=[first.id, year]), when, who)
    text = gettext("Godkend %(n)s takster fra 1.1.%(year)s") % {
        "n": counted(len(waiting)),
        "year": year,
    }
    asked = urlencode({"year": year, "state": TakstState.DRAFT.value})
    return Item(text, f"{reverse('decisions:taksts')}?{asked}", when, who)


def _asked(one: Asked) -> Item:
    when, amount = said_day(one.at), {"amount": kroner(one.oere, 2), "who": one.who}
    match one.matter:
        case Matter.INVOICE:
            text = gettext("Acceptér faktura %(number)s") % {"number": one.of}
            more = gettext("lyder på %(amount)s kr. · %(who)s") % amount
            return Item(text, reverse("payments:invoice", args=[one.id]), when, more)
        case Matter.CLAIM:
            text = gettext("Eftergiv kravet på sag %(number)s") % {"number": one.of}
            more = gettext("%(amount)s kr. mangler · %(who)s") % amount
            return Item(text, reverse("payments:claim", args=[one.id]), when, more)
        case Matter.INDEXATION:
            named = {"year": one.why, "of": gettext(owner_words(one.of))}
            text = gettext("Godkend indekseringen fra 1.1.%(year)s: %(of)s") % named
            return Item(text, reverse("decisions:indexation", args=[one.id]), when, one.who)
        case Matter.NUMBER:
            meaning = gettext(parameter_as_it_came(one.why, one.of).meaning)
            text = gettext("Godkend et tal i refusionen: %(of)s") % {"of": meaning}
            more = gettext("flytter %(amount)s kr. · %(who)s") % amount
            return Item(text, reverse("refunds:number-change", args=[one.id]), when, more)
        case Matter.CLOSE_YEAR | Matter.OPEN_YEAR:
            said = {
                Matter.CLOSE_YEAR: gettext("Luk regnskabsåret %(year)s for refusion"),
                Matter.OPEN_YEAR: gettext("Åbn regnskabsåret %(year)s for refusion igen"),
            }[one.matter]
            address = reverse("refunds:year", args=[one.of])
            return Item(said % {"year": one.of}, address, when, f"{one.why} · {one.who}")
    text = gettext("Åbn %(month)s igen") % {"month": month_name(date.fromisoformat(one.of))}
    return Item(text, f"{reverse('payments:files')}#lukkede", when, f"{one.why} · {one.who}")


def _who(user: User | None) -> str:
    return user.name if user else ""


def _payments(actor: Actor, found: DayPage) -> None:
    items = [
        Item(
            _month_words(due) % {"month": month_name(due.month.first)},
            f"{reverse('payments:files')}#lukkede" if due.is_shut else reverse("payments:list"),
            _send_by(due),
            gettext(due.label),
            due.is_late,
        )
        for due in next_months(actor)
    ]
    items += [
        Item(gettext(job.words), f"{reverse(job.page)}{job.asked}", counted(job.count))
        for job in payment_jobs(actor)
    ]
    empty = screen_text("Ingen betalinger venter på dig.")
    href = reverse("payments:list")
    found.sections.append(Section(screen_text("Betalinger"), items, empty, href))


def _month_words(due: NextMonth) -> str:
    if due.is_shut:
        return gettext("%(month)s er ikke kørt, og måneden er lukket: bed om at få den åbnet")
    return gettext("Lav %(month)s")


def _send_by(due: NextMonth) -> str:
    if due.is_late:
        return gettext("ikke betalt %(day)s") % {"day": said_day(due.pay_on)}
    return gettext("sendes senest %(day)s") % {"day": said_day(due.send_by)}


def _refund(actor: Actor, found: DayPage) -> None:
    """Refund from the state and settlement: what lapses, the most urgent first, and what waits."""
    waits, href = refund_waiting(actor), reverse("refunds:settlement")
    if waits.soon:
        words = screen_text("kr. bortfalder snart, hvis andre kommuner ikke får et krav")
        found.tiles.append(Tile(kroner(waits.soon), words, href, is_late=True))
    items = [
        Item(
            gettext("Sag %(number)s: %(code)s skylder")
            % {"number": one.number, "code": kommune_name(one.municipality)},
            reverse("refunds:citizen", args=[one.citizen]),
            gettext("senest %(day)s") % {"day": said_day(one.last_day)},
            gettext("%(amount)s kr.") % {"amount": kroner(one.oere)},
            is_late=True,
        )
        for one in waits.at_risk[:MOST]
    ]
    found.citizens += [one.citizen for one in waits.at_risk[:MOST]]
    if waits.lapsed:
        text = gettext("%(amount)s kr. er bortfaldet ukrævet") % {"amount": kroner(waits.lapsed)}
        items.append(Item(text, href))
    items += [
        Item(
            gettext("Svar på krav %(number)s fra %(code)s")
            % {"number": claim.number, "code": kommune_name(claim.municipality)},
            reverse("refunds:settlement-claim", args=[claim.id]),
            said_day(claim.sent_on),
            gettext("%(amount)s kr.") % {"amount": kroner(claim.oere)},
        )
        for claim in waits.to_answer[:MOST]
    ]
    items += [
        Item(
            gettext("Krav %(number)s på staten") % {"number": claim.number},
            reverse("refunds:claim", args=[claim.id]),
            said_day(claim.approved_at or claim.made_at),
            gettext(RefundClaimState.of(claim.state).label),
        )
        for claim in waits.claims
    ]
    empty = screen_text("Intet bortfalder snart, og ingen krav venter på dig.")
    found.sections.append(Section(screen_text("Refusion og afregning"), items, empty, href))


def _budget(actor: Actor, found: DayPage) -> None:
    page = follow_up(actor, BudgetFilter(actor.today.year))
    href, sums = reverse("budgets:overview"), page.headline
    found.tiles += [
        Tile(_millions(sums.frame), screen_text("mio. kr. i ramme i år"), href),
        Tile(_millions(sums.expected), screen_text("mio. kr. forventet brugt"), href),
        Tile(_millions(sums.remaining), screen_text("mio. kr. tilbage"), href, sums.remaining < 0),
    ]
    items = [
        Item(
            line.account_name,
            f"{href}?{urlencode({'unit': line.unit, 'account': line.account})}",
            gettext("%(amount)s kr. over") % {"amount": kroner(-line.figures.remaining)},
            line.unit_name,
            is_late=True,
        )
        for line in page.most_over(MOST)
    ]
    empty = screen_text("Ingen konti ventes at bruge mere end rammen.")
    found.sections.append(Section(screen_text("Over rammen"), items, empty, href))


def _next_year(actor: Actor, found: DayPage) -> None:
    """What the forecast says of next year: over the frame when there is one, else in all."""
    for run, year in next_year(actor):
        if year.over is None:
            words = screen_text("mio. kr. næste år, siger prognosen")
            tile = Tile(_millions(year.middle), words, reverse("forecasts:run", args=[run.id]))
        else:
            words = screen_text("mio. kr. under rammen næste år, siger prognosen")
            if year.over > 0:
                words = screen_text("mio. kr. over rammen næste år, siger prognosen")
            address = reverse("forecasts:run", args=[run.id])
            tile = Tile(_millions(abs(year.over)), words, address, year.calls_for_plan)
        found.tiles.append(tile)


def _millions(oere: int) -> str:
    """Øre as millions of kroner with one decimal."""
    return f"{oere / 100_000_000:.1f}".replace(".", ",").replace("-", "−")
