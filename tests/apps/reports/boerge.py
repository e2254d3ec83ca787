"""Børge's story as KL's guide tells it (FFB reporting 1.0.0, page "Example"), typed in the pages of
the house by those whose work it is, on the days and at the moments of the official examples."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.urls import resolve, reverse

from helhed.apps.access.access import Actor, House
from helhed.apps.access.models import Municipality
from helhed.apps.access.queries import clock_of
from helhed.apps.cases.models import Case
from helhed.apps.decisions.models import Decision
from helhed.apps.efforts.models import Effort
from helhed.apps.offers.models import Rate
from helhed.apps.plans.models import Goal
from helhed.apps.reports import queue
from helhed.kernel.clock import DANISH_TIME
from helhed.rules.access.rights import Role
from helhed.rules.assessments import ffb
from tests.apps import building as b

CPR = "010181-4321"  # the guide's own, which fails modulus 11 and is nobody's
BODY = ("Bevidsthedstilstand", "Intellektuelle funktioner", "Problemløsning", "Syn", "Døgnrytme")
LIFE = ("Tobak", "Interesser", "Familiesituation", "Boligområde", "Personer i netværk")
CONTACT, SHOPPING, EATING = "Indgå i samspil og kontakt", "Købe ind", "Spise"
WORK, TRANSPORT = "Varetage beskæftigelse", "Færdes med transportmidler"
LEVELS = {CONTACT: 2, WORK: 1, EATING: 3, SHOPPING: 2, TRANSPORT: 3}
HOME = "Almindeligt længerevarende botilbud til voksne"
DAY_ACTIVITY = "Aktivitets- og samværstilbud"
CHORES, HEALTH = "Støtte til daglige opgaver i hjemmet", "Støtte til sund levevis"
SOCIAL, SKILLS = "Social aktivitet", "Kompetenceudviklende aktivitet"
STORY_BEGINS = date(2021, 5, 25)


def code(kind: ffb.Kind, name: str) -> str:
    """The code that a person at the screen chooses by its name."""
    return next(c.code for c in ffb.leaves(kind) if c.name.replace("\xa0", " ") == name)


def theme(name: str) -> str:
    return code(ffb.Kind.THEME, name)


class Story:
    """The house with its people, and what they have typed so far."""

    def __init__(self) -> None:
        b.municipality()
        adults = b.unit("Voksne", "adults")
        self.team = b.unit("Nord", "adults", adults)
        self.anna: Actor = b.actor(Role.CASEWORKER_ADULTS, self.team, today=STORY_BEGINS)
        self.head: Actor = b.actor(Role.HEAD, adults, today=STORY_BEGINS)
        self.sun = self._rate("Solstrålen", "residential_housing", "day")
        self.moon = self._rate("Måneskinnet", "day_activity", "month")
        self.case = self.assessment = self.plan = UUID(int=0)

    @staticmethod
    def _rate(name: str, kind: str, price: str) -> Rate:
        offer = b.offer(b.provider(name=name), kind, name)
        return b.rate(offer, (date(2020, 1, 1), None, 100_000), kind=price)

    @contextmanager
    def at(self, moment: str) -> Iterator[None]:
        """The house's clock stands at a moment that the guide tells (in UTC)."""
        told = datetime.fromisoformat(moment).astimezone(DANISH_TIME)
        Municipality.objects.update(fixed_today=told.date())
        with patch("helhed.kernel.clock._time_of_day", told.time):
            yield

    def post(self, who: Actor, page: str, /, *parts: object, **typed: Any) -> dict[str, Any]:
        """Send a form as the browser does; where it leads to."""
        answer = b.signed_in(who).post(reverse(page, args=parts), typed)
        assert answer.status_code == 302, (page, answer.content.decode()[:20_000])
        return resolve(answer["Location"].partition("#")[0]).kwargs

    def write(self, who: Actor, name: str, row: UUID, **fields: Any) -> None:
        """Type in fields that save themselves."""
        for field, value in fields.items():
            typed = {"field": field.replace("__", ":"), "value": value}
            answer = b.signed_in(who).post(reverse(name, args=[row]), typed)
            assert answer.status_code == 200, (field, answer.content.decode())

    def report(self, moment: str) -> dict[str, Any]:
        """The delivery report that is put into the queue at a moment, of what changed that day."""
        with self.at(moment):
            house = House(clock_of(Municipality.objects.get()))
            [row] = queue.put(house, house.today)
        assert (row.lacks, row.faults) == ([], [])
        found: dict[str, Any] = json.loads(row.contents)
        return found

    def opening(self) -> None:
        """First encounter: he comes with a volunteer, and a case is opened."""
        with self.at("2021-05-25T08:30:00Z"):
            citizen = self.post(self.anna, "cases:register", cpr=CPR, name="Børge Mogensen")
            self.case = self.post(
                self.anna,
                "cases:open",
                citizen["citizen"],
                unit=self.team.id,
                area="exposed",
                opened_through="application",
                reason="Senfølger efter covid-19 gør hverdagen svær.",
            )["case"]
            words = "At blive ved med at fungere i hverdagen trods senfølgerne."
            self.post(self.anna, "cases:what-matters", self.case, words=words)

    def insight(self) -> None:
        """Second encounter: the assessment is begun one day, and its themes are written another."""
        with self.at("2021-05-26T13:04:04Z"):
            self.assessment = self.post(self.anna, "assessments:start", self.case)["assessment"]
        with self.at("2021-05-28T09:17:33Z"):
            for name in (*BODY, *LIFE, *LEVELS):
                self.post(self.anna, "assessments:add-theme", self.assessment, subtheme=theme(name))
                self.note(name, "professional", "Beskrevet ved samtalen.")
            for name, level in LEVELS.items():
                self.note(name, "level", str(level))

    def note(self, name: str, field: str, value: str) -> None:
        self.write(
            self.anna,
            "assessments:write",
            self.assessment,
            **{f"note__{theme(name)}__{field}": value},
        )

    def judgement(self) -> None:
        """Third encounter: three goals, the need of support, and the assessment is finished; the
        target groups of the fourth are chosen in the same page on the same day."""
        with self.at("2021-05-29T09:30:00Z"):
            self.plan = self.post(
                self.anna,
                "plans:start",
                self.case,
                offer="wanted",
                hopes="En hverdag, der fungerer.",
                purpose="At fastholde hverdagen.",
            )["plan"]
            self.goal(CONTACT, [WORK, TRANSPORT], "Fastholde funktionsevne", 2, 1)
            self.goal(SHOPPING, [], "Udvikle funktionsevne", 2, 0)
            self.goal(EATING, [], "Begrænse tab af funktionsevne", 3, 3)
            self.post(
                self.anna,
                "plans:change",
                self.plan,
                hopes="En hverdag, der fungerer.",
                purpose="At fastholde hverdagen.",
                next_follow_up="2021-08-29",
                reason="Tre måneder efter bevillingen.",
            )
        with self.at("2021-05-29T11:54:13Z"):
            group = lambda name: code(ffb.Kind.TARGET_GROUP, name)  # noqa: E731
            self.write(
                self.anna,
                "assessments:write",
                self.assessment,
                purpose="Hvilken støtte skal der til?",
                own_words="Jeg vil fungere i hverdagen.",
                overall="Let støttebehov.",
                support_need="1",
                primary_target_group=group("Anden udviklingsforstyrrelse"),
                secondary_target_groups=[
                    group("Anden fysisk funktionsnedsættelse"),
                    group("Selvmordstanker eller -forsøg"),
                ],
            )
            self.post(self.anna, "assessments:finish", self.assessment)

    def goal(self, first: str, others: list[str], change: str, now: int, hoped: int) -> None:
        self.post(
            self.anna,
            "plans:add-goal",
            self.plan,
            own_words=f"{first}: sådan vil jeg have det.",
            primary_theme=theme(first),
            secondary_themes=[theme(name) for name in others],
            change=code(ffb.Kind.CHANGE, change),
            level_now=str(now),
            expected_level=str(hoped),
        )

    def appropriation(self) -> None:
        """Fifth encounter: two efforts are recommended and granted."""
        with self.at("2021-05-29T13:00:00Z"):
            row = self.recommend(
                (HOME, "botilbud_105|SEL § 85", [CHORES, HEALTH], "2021-05-29"),
                (DAY_ACTIVITY, "aktivitet_104|SEL § 104", [SOCIAL], "2021-05-29"),
            )
            home, activity = Effort.objects.filter(recommendation=row).order_by("position")
            decided = [
                self.decide(home, self.sun, "botilbud_105", "SEL § 85"),
                self.decide(activity, self.moon, "aktivitet_104", "SEL § 104"),
            ]
        with self.at("2021-05-29T16:10:23Z"):
            self.approve(*decided)

    def recommend(self, *efforts: tuple[str, str, list[str], str]) -> UUID:
        row: UUID = self.post(self.anna, "efforts:begin", self.case)["recommendation"]
        self.post(
            self.anna,
            "efforts:one",
            row,
            text="For at nå målene.",
            agreement="agrees",
            citizens_words="Det lyder godt.",
        )
        for offer, law, codes, start in efforts:
            self.post(
                self.anna,
                "efforts:add",
                row,
                standing="recommended",
                offer_kind=code(ffb.Kind.OFFER, offer),
                codes=[code(ffb.Kind.SERVICE, name) for name in codes],
                law=law,
                starts_on=start,
            )
        self.post(self.anna, "efforts:hand-on", row)
        return row

    def decide(self, effort: Effort, rate: Rate, service: str, law: str) -> UUID:
        """A decision that grants one effort. Which goals an effort is for, the guide asks itself
        and does not answer: none is named."""
        row: UUID = self.post(self.anna, "decisions:begin", self.case)["decision"]
        self.post(self.anna, "decisions:add-line", row, service=service)
        [line] = Decision.objects.get(id=row).grants.all()
        self.post(self.anna, "decisions:choose-rate", line.id, rate=rate.id)
        self.write(
            self.anna,
            "decisions:write",
            row,
            citation=law,
            efforts=[str(effort.id)],
            goals=[],
            reasons="Støtten er let og tæt på hverdagen.",
            hearing="held",
            hearing_note="Ved samtalen den 29. maj.",
            **{f"line__{line.id}__start": str(effort.starts_on)},
        )
        self.post(self.anna, "decisions:submit", row)
        return row

    def approve(self, *decisions: UUID) -> None:
        for row in decisions:
            self.post(self.head, "decisions:approve", row)
            assert Decision.objects.get(id=row).state == "granted"

    def delivery(self) -> None:
        """Sixth encounter: at the follow-up one effort is changed for another, and a goal too."""
        with self.at("2021-06-18T12:00:00Z"):
            self.follow_up()
            self.goal(CONTACT, [WORK, TRANSPORT], "Udvikle funktionsevne", 2, 0)
            row = self.recommend(
                (DAY_ACTIVITY, "aktivitet_104|SEL § 104", [SKILLS], "2021-06-18"),
            )
            effort = Effort.objects.get(recommendation=row)
            decided = self.decide(effort, self.moon, "aktivitet_104", "SEL § 104")
        with self.at("2021-06-18T15:04:47Z"):
            self.approve(decided)
        with self.at("2021-06-18T16:53:11Z"):
            self.assessment = self.post(self.anna, "assessments:start", self.case, carry="1")[
                "assessment"
            ]
            self.note(CONTACT, "level", "1")

    def follow_up(self) -> None:
        """The page asks goal by goal and effort by effort, in the order in which it shows them."""
        goals = Goal.objects.filter(plan=self.plan, state="active").order_by("position")
        states = {
            f"goal{number}-state": "dropped" if goal.primary_theme == theme(CONTACT) else "active"
            for number, goal in enumerate(goals, start=1)
        }
        ends = "Træf afgørelse om afslutning af indsats og visiter til ny"
        self.post(
            self.anna,
            "plans:follow-up",
            self.plan,
            held_on="2021-06-18",
            summary="Han vil hellere på EDB-holdet.",
            next_on="2021-08-29",
            **states,
            **{
                "effort1-outcome": ffb.GOES_ON,
                "effort2-outcome": code(ffb.Kind.FOLLOW_UP, ends),
            },
        )

    def after_delivery(self) -> None:
        """Between the encounters the assessment of the sixth is finished."""
        with self.at("2021-06-21T09:00:00Z"):
            self.write(
                self.anna, "assessments:write", self.assessment, purpose="Hvordan går det nu?"
            )
            self.post(self.anna, "assessments:finish", self.assessment)

    def evaluation(self) -> None:
        """Seventh encounter: no need of support any more, and both efforts end."""
        with self.at("2021-08-30T11:45:33Z"):
            self.assessment = self.post(self.anna, "assessments:start", self.case, only_need="1")[
                "assessment"
            ]
            self.write(self.anna, "assessments:write", self.assessment, support_need="0")
            self.post(self.anna, "assessments:finish", self.assessment)
        with self.at("2021-08-30T13:00:00Z"):
            for effort in Effort.objects.filter(ends_on=None):
                self.post(self.anna, "efforts:end", effort.id, on="2021-08-30")

    @property
    def case_number(self) -> str:
        return Case.objects.get(id=self.case).number
