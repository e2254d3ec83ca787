"""The follow-up report's six sections, as lists that the pages have too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from helhed.apps.budgets.queries import BudgetFilter
from helhed.apps.budgets.queries.report import Report
from helhed.apps.budgets.queries.variance import Variance
from helhed.apps.budgets.web.branches import branch_rows
from helhed.apps.budgets.web.budget_tables import TREE
from helhed.apps.budgets.web.costly import COSTLY, OWN_AND_BOUGHT, costly_rows, shift_rows
from helhed.apps.budgets.web.incomes import INCOMES, income_rows
from helhed.apps.budgets.web.measures import MEASURES, measure_rows, measure_totals
from helhed.apps.budgets.web.variance import FOUR, WHY, four_rows, why_rows
from helhed.apps.layout.web.tables import Column, Listed, Row, Table
from helhed.apps.layout.web.templatetags.helhed import counted, kroner, month_name
from helhed.apps.layout.web.templatetags.helhed import day as shown_day
from helhed.rules.budgets.egne_og_koebte import CAVEAT
from helhed.rules.decisions.ydelser import Department


@dataclass(frozen=True, slots=True)
class Part:
    """A list in a section, in the order in which its page shows it; only some of its columns."""

    caption: str
    table: Table
    columns: Sequence[Column]
    rows: list[Row]
    sums: Mapping[str, int] | None = None

    @property
    def totals(self) -> dict[str, int]:
        """The row of sums: of the rows, or ``sums`` where the rows alone would sum to more."""
        if self.sums is not None:
            return {c.key: self.sums[c.key] for c in self.columns if c.key in self.sums}
        return {c.key: Listed(self.rows).total(c.key) for c in self.columns if c.total}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what to say under it, and its lists."""

    title: str
    texts: list[str]
    parts: list[Part] = field(default_factory=list)


def _part(table: Table, rows: list[Row], caption: str, but: Sequence[str] = ()) -> Part:
    column = table.column(table.sort.lstrip("-"))
    ordered = Listed(rows).rows(
        column.sort if column else "", table.sort.startswith("-"), 0, len(rows)
    )
    return Part(caption, table, [c for c in table.columns if c.key not in but], ordered)


def counted_on(found: Report) -> list[str]:
    """What the figures were counted on, in words."""
    page = found.year
    texts = [
        _("Opgjort %(day)s på %(count)s bevillinger i %(units)s enheder.")
        % {
            "day": shown_day(found.made_at),
            "count": counted(found.grants),
            "units": len(page.shown_units),
        }
    ]
    for key, months in page.headline.closed.items():
        name = _(Department(key).label)
        if months:
            last = month_name(page.months[months - 1].month)
            texts.append(
                _("%(name)s er bogført til og med %(month)s") % {"name": name, "month": last}
            )
        else:
            texts.append(_("%(name)s har endnu ikke bogført noget for året.") % {"name": name})
    if found.last_posted:
        texts.append(_("Seneste bogføring: %(day)s.") % {"day": shown_day(found.last_posted)})
    version = found.variance.version
    if version:
        texts.append(_("Budgettets forudsætninger: »%(name)s«.") % {"name": version.name})
    else:
        texts.append(_("Der er ikke vedtaget et budget med forudsætninger for året."))
    return texts


def sections(found: Report, wanted: BudgetFilter) -> list[Section]:
    """The six sections, in KL's order."""
    return [
        _now(found),
        _expectation(found),
        _measures(found, wanted),
        _activity(found),
        _costly(found, wanted),
        _alternatives(found),
    ]


def _now(found: Report) -> Section:
    sums = found.year.headline
    texts = [
        _(
            "Rammen er %(frame)s kr. Bogført er %(actual)s kr., rettelser for %(known)s kr. er"
            " kendt og ikke bogført endnu, og %(rest)s kr. er disponeret i resten af året."
        )
        % {
            "frame": kroner(sums.frame, 2),
            "actual": kroner(sums.actual, 2),
            "known": kroner(sums.known, 2),
            "rest": kroner(sums.committed_rest, 2),
        }
    ]
    money = [c.key for c in TREE.columns if c.total]
    rows = [row for row in branch_rows(found.year) if any(row[key] for key in money)]
    return Section(_("1. Billedet nu"), texts, [_part(TREE, rows, _("Pr. funktion"))])


def _expectation(found: Report) -> Section:
    sums, why = found.year.headline, found.variance.total
    left = (
        _("Året ventes at ende på %(expected)s kr.: %(oere)s kr. mere end rammen.")
        if sums.remaining < 0
        else _("Året ventes at ende på %(expected)s kr.: %(oere)s kr. mindre end rammen.")
    )
    texts = [
        left % {"expected": kroner(sums.expected, 2), "oere": kroner(abs(sums.remaining), 2)},
        _("Dertil er %(asked)s kr. ventet, men ikke bevilget. Det er ikke med i tallene.")
        % {"asked": kroner(sums.asked, 2)},
        _(
            "Mod budgettets forudsætninger er forskellen %(difference)s kr.: antal %(quantity)s,"
            " sammensætning %(mix)s, pris %(price)s og andet %(other)s."
        )
        % {
            name: kroner(getattr(why, name), 2)
            for name in ("difference", "quantity", "mix", "price", "other")
        },
    ]
    texts += _from_assumptions_to_frame(found.variance)
    parts = [_part(WHY, why_rows(found.variance), _("Hvorfor"))]
    if found.incomes.error is not None:
        texts.append(_("Refusionen kan ikke regnes ud for året: grænserne mangler."))
    elif found.incomes.may_see:
        rows = income_rows(found.incomes, sums.year)
        parts.append(_part(INCOMES, rows, _("Refusion og betaling for hele afdelinger")))
    return Section(_("2. Hvad året ventes at ende på"), texts, parts)


def _from_assumptions_to_frame(found: Variance) -> list[str]:
    """Why the difference to the assumptions is another than the difference to the frame."""
    frame = found.frame
    if found.version is None or frame is None or frame.corrected == found.total.base:
        return []
    oere = {
        "base": found.total.base,
        "otherwise": found.set_otherwise,
        "additional": frame.additional,
        "moved": frame.moved,
        "frame": frame.corrected,
    }
    return [
        _(
            "Forudsætningerne er %(base)s kr. Med %(otherwise)s kr. i oprindelige rammer uden"
            " forudsætninger, %(additional)s kr. i tillægsbevillinger og %(moved)s kr. omplaceret"
            " er rammen %(frame)s kr."
        )
        % {name: kroner(one, 2) for name, one in oere.items()}
    ]


def _measures(found: Report, wanted: BudgetFilter) -> Section:
    total = found.measures.total
    said = (
        _("Målet er %(target)s kr. Nået er %(reached)s kr., og %(forecast)s kr. ventes i året.")
        if found.measures.is_counted
        else _("Målet er %(target)s kr. Hvad der er nået, kan ikke opgøres endnu.")
    )
    names = ("target", "reached", "forecast")
    texts = [said % {name: kroner(getattr(total, name), 2) for name in names}]
    if found.measures.twice or found.measures.reached_twice:
        twice = {"oere": found.measures.twice, "reached": found.measures.reached_twice}
        texts.append(
            _(
                "%(oere)s kr. af det ventede og %(reached)s kr. af det nåede tælles i mere end ét"
                " tiltag og er trukket fra, men ikke i tiltagenes egne tal."
            )
            % {name: kroner(oere, 2) for name, oere in twice.items()}
        )
    if found.measures.is_counted and found.measures.not_counted:
        texts.append(
            _("%(count)s tiltag kan ikke opgøres endnu og tæller ikke i det nåede og ventede.")
            % {"count": found.measures.not_counted}
        )
    rows = measure_rows(found.measures, wanted)
    part = replace(_part(MEASURES, rows, _("Tiltag")), sums=measure_totals(found.measures))
    return Section(_("3. Det, der er besluttet"), texts, [part])


def _activity(found: Report) -> Section:
    texts = [_("Antal, pris og forbrug for hver ydelse, holdt op mod budgettets forudsætninger.")]
    part = _part(FOUR, four_rows(found.variance), _("Fire tal pr. ydelse"))
    return Section(_("4. Aktivitet"), texts, [part])


def _costly(found: Report, wanted: BudgetFilter) -> Section:
    texts = [
        _("%(count)s sager på %(limit)s kr. eller mere i året, i alt %(oere)s kr.")
        % {
            "count": len(found.costly.rows),
            "limit": counted(int(found.costly.limit.value)),
            "oere": kroner(found.costly.expected, 2),
        }
    ]
    part = _part(COSTLY, costly_rows(found.costly, wanted), _("Særligt dyre enkeltsager"))
    return Section(_("5. Særligt dyre enkeltsager"), texts, [part])


def _alternatives(found: Report) -> Section:
    texts = [
        _("Hvad det flytter om året, når én helårsperson går fra et købt til et eget tilbud."),
        _(CAVEAT),
    ]
    rows = shift_rows(found.alternatives.rows)
    if found.alternatives.left_out:
        left = {"sum": kroner(found.alternatives.left_out, 2)}
        texts.append(
            _(
                "Hjælp, der hverken er i egne eller købte tilbud, er ikke med: %(sum)s kr. Det er"
                " fx plejefamilier, tilskud og enkeltbeløb."
            )
            % left
        )
    part = _part(OWN_AND_BOUGHT, rows, _("Egne og købte pladser"))
    return Section(_("6. Muligheder for at handle"), texts, [part])
