"""With English chosen, no page has a Danish word of the house's own left on it."""

import re
from datetime import date
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from scripts import translations

from helhed.apps.layout.web.templatetags.helhed import years
from helhed.apps.notifications import actions as notifying
from helhed.apps.offers.models import Rate
from helhed.apps.orders import actions as ordering
from helhed.apps.payments.actions import runs as paying
from helhed.apps.placements import actions as placing
from helhed.kernel.cpr import Cpr
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.citizens.kommuner import kommuner
from helhed.rules.decisions.hjemmel import paragraphs
from helhed.rules.decisions.ydelser import Department
from helhed.rules.notifications.underretter import Concern, NotifierKind
from tests.apps import building as b
from tests.apps.everything import everything
from tests.apps.town import CHILDS_CPR, Town

pytestmark = pytest.mark.django_db

SOON = date(2026, 11, 2)
PEOPLE = ("anna", "carla", "visitation", "provider", "leader", "finance", "head", "admin", "nobody")
NAMED = (
    "access.Unit",
    "access.User",
    "citizens.Citizen",
    "offers.Offer",
    "offers.Provider",
    "offers.Rate",
)
SHOWN = {"aria-label", "title", "placeholder", "alt", "data-saving", "data-saved", "data-offline"}
SILENT = {"script", "style", "textarea", "code"}
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
BETWEEN = re.compile(r"\s*[·|\n→–]\s*|\s*: ")
WORD = re.compile(r"[A-Za-zÆØÅæøå]+")
PARAMETERS = sorted(translations.SOURCE.glob("rules/*/parameters/*.toml"))
SOURCE = re.compile(r'^(?:source|value) = "(.*)"$', re.MULTILINE)
"""Where a number was read, and words that are a value: both are typed as they stand."""


class Texts(HTMLParser):
    """The texts that a person sees or hears on a page, and the addresses it leads to."""

    def __init__(self, page):
        super().__init__()
        self.texts, self.links, self._silent = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag in SILENT or ("lang", "da") in attrs:
            self._silent.append(tag)
        self.texts += [value for name, value in attrs if name in SHOWN and value]
        self.links += [value for name, value in attrs if (tag, name) == ("a", "href") and value]

    def handle_endtag(self, tag):
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data):
        if not self._silent and data.strip():
            self.texts.append(data)


class Danish:
    """Knows the house's Danish texts, and the words that people have written themselves."""

    def __init__(self):
        with (translations.FOLDER / "django.po").open("rb") as file:
            pairs = [
                pair
                for m in read_po(file, locale="en")
                for pair in zip(translations.forms(m.id), translations.forms(m.string), strict=True)
                if m.id
            ]
        english = {text.casefold() for _, text in pairs}
        danish = [text for text, _ in pairs if text.casefold() not in english]
        self.texts = {text for text in danish if "%(" not in text}
        self.patterns = [
            re.compile(re.sub(r"%\\\(\w+\\\)s", ".+", re.escape(text)))
            for text in danish
            if "%(" in text and len(re.sub(r"%\(\w+\)s|\W", "", text)) >= 3
        ]
        rows = everything()
        self.names = {str(value) for label in NAMED for row in rows[label] for value in row}
        self.names |= {one.full_name for one in kommuner().values()}
        law = [text for p in paragraphs() for text in (p.title, p.source, str(p.citation))]
        law += [source for path in PARAMETERS for source in SOURCE.findall(path.read_text())]
        kept = [str(value) for every in rows.values() for row in every for value in row if value]
        self.written = "\n".join([*kept, *law])

    def on(self, texts):
        """What on a page is Danish and written by the house."""
        wholes = (" ".join(text.split()) for text in texts)
        parts = {part.strip(" ,()»«‘’") for whole in wholes for part in BETWEEN.split(whole)}
        return {part for part in parts if part and part not in self.names and self._is_one(part)}

    def _is_one(self, part):
        if part in self.texts or f"{part}." in self.texts:
            return True
        if any(pattern.fullmatch(part) for pattern in self.patterns):
            return True
        words = [word for word in WORD.findall(part) if set(word.lower()) & set("æøå")]
        return any(word not in self.written for word in words)


@pytest.fixture
def town():
    """Somebody in every role, and one of most things."""
    town = Town()
    grant = town.granted(start=SOON)
    town.plan()
    town.plan(town.childs_case)
    town.assessment(case=town.childs_case)
    _begun(town, grant)
    _notified(town)
    run = paying.make_run(town.finance, department=Department.ADULTS, month=Month(2026, 10))
    paying.review_run(town.finance, run=run.id)
    paying.approve_run(b.actor(Role.FINANCE), run=run.id)
    paying.make_run(town.finance, department=Department.ADULTS, month=Month(2026, 11))
    return town


def _begun(town, grant):
    """The grant ordered, accepted and started in a place; its provider is the town's provider."""
    town.provider = b.actor(Role.PROVIDER, provider=grant.offer.provider)
    order = ordering.begin(
        town.anna,
        grant=grant.id,
        purpose="Bo selv",
        parts=["own_words"],
        needs="",
        goals=[],
        wanted_start=SOON,
    )
    ordering.send(town.anna, order=order.id)
    ordering.accept(town.provider, order=order.id)
    placing.start_in_place(town.provider, order=order.id, day=SOON, place=b.place(grant.offer).id)


def _notified(town):
    report = notifying.Report(
        unit=town.family.id,
        received_at=b.NOON,
        notifier_kind=NotifierKind.SCHOOL,
        notifier_name="Lis",
        concern=Concern.SCHOOL,
        text="Kommer ikke i skole",
    )
    notifying.receive(
        town.carla, cpr=Cpr.parse(CHILDS_CPR), name="Eva", municipality="0999", report=report
    )


def walked(actor, seen):
    """(address, texts) of the day and of every kind of page it leads to that is not seen yet."""
    client = Client()
    client.force_login(actor.user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    waiting = [reverse("desk:day")]
    seen.discard(waiting[0])
    while waiting:
        address = waiting.pop(0)
        kind = UUID.sub("*", urlsplit(address).path)
        if kind in seen or not address.startswith("/") or "format=" in address:
            continue
        seen.add(kind)
        answer = client.get(address)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            assert answer.headers["Content-Language"] == "en"
            page = Texts(answer.content.decode())
            waiting += page.links
            yield kind, page.texts


def test_no_page_in_english_has_danish_left(town):
    actors = {name: getattr(town, name) for name in PEOPLE}
    danish, seen, left = Danish(), set(), {}
    for name, actor in actors.items():
        for kind, texts in walked(actor, seen):
            if found := danish.on(texts):
                left[name, kind] = sorted(found)
    assert left == {}
    assert len(seen) > 40


def test_a_price_is_called_by_its_english_name(town):
    Rate.objects.update(name="Månedspris")
    grant = town.granted(start=SOON)
    Rate.objects.update(name="Månedspris")
    client = Client()
    client.force_login(town.anna.user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    pages = (
        reverse("decisions:one", args=[grant.decision_id]),
        reverse("payments:grant", args=[grant.id]),
        reverse("offers:one", args=[grant.offer_id]),
    )
    for address in pages:
        page = client.get(address).content.decode()
        assert "Monthly price" in page, address
        assert "Månedspris" not in page, address


def test_the_search_for_danish_finds_it(town):
    texts = ["Sag 12 · Åbne sager", "Open cases", f"({town.citizen.name})", "Bøvl: 3"]
    assert Danish().on(texts) == {"Sag 12", "Åbne sager", "Bøvl"}


def test_a_refusal_and_a_missing_page_are_in_english_too(town):
    client = Client()
    client.force_login(town.provider.user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    danish = Danish()
    for address, status in ((reverse("budgets:overview"), 403), ("/findes-ikke/", 404)):
        answer = client.get(address)
        assert answer.status_code == status
        assert danish.on(Texts(answer.content.decode()).texts) == set()


def test_an_age_is_told_in_english_years():
    with translation.override("en"):
        assert [years(1), years(29)] == ["1 year", "29 years"]
    assert [years(1), years(29)] == ["1 år", "29 år"]
