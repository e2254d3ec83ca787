"""The search in texts: what somebody may see and no more, and the same as reading every text."""

from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helhed.apps.assessments import actions as assessments
from helhed.apps.audit.models import Entry
from helhed.apps.cases.actions import documents, journal
from helhed.apps.cases.models import Case, Searchable
from helhed.apps.cases.word_index import Text, find, keep, keep_all
from helhed.apps.decisions.actions import prepare
from helhed.apps.desk.queries.texts import SHOWN, search_texts
from helhed.apps.efforts import actions as efforts
from helhed.apps.orders import actions as orders
from helhed.apps.plans import actions as plans
from helhed.apps.transfer.searchable import write_when_missing
from helhed.kernel.danish import snowball, stems
from helhed.kernel.identifiers import uuid7
from helhed.kernel.search import asked_for
from helhed.rules.access.rights import Reach
from helhed.rules.assessments import ffb
from helhed.rules.cases.sag import DocumentKind, EntryKind
from helhed.rules.efforts.indsats import Agreement, Standing
from helhed.rules.plans.plan import PlanOffer
from tests.apps import building as b
from tests.apps.town import Town
from tests.apps.written import check_words

pytestmark = pytest.mark.django_db
WORDS = [
    "støtten",
    "støtte",
    "mor",
    "morgen",
    "bolig",
    "boligen",
    "ø",
    "å",
    "12",
    "Aarhus",
    "århus",
    "bostøtte",
    "<b>",
    "Привет",
    "møde",
]


@pytest.fixture
def town():
    return Town()


def write(town, text, *, who=None, case=None, day=b.TODAY, title="Samtale", sign=True):
    return journal.write_entry(
        who or town.anna,
        case=(case or town.case).id,
        kind=EntryKind.NOTE,
        title=title,
        text=text,
        happened_on=day,
        sign=sign,
    )


def titles(actor, question):
    found = search_texts(actor, question).rows
    return ["".join(piece.text for piece in row.title) for row in found]


def test_words_are_found_however_they_are_bent_and_the_newest_come_first(town):
    write(town, "Vi talte om støtten i boligen.", title="Ældst", day=date(2026, 1, 5))
    write(town, "Støtte i en ny BOLIG", title="Nyest", day=date(2026, 3, 5))
    write(town, "Kun om boliger", title="Uden")
    assert titles(town.anna, "boligerne stoette") == ["Nyest", "Ældst"]
    assert titles(town.anna, "bol*") == ["Uden", "Nyest", "Ældst"]
    assert titles(town.anna, "findesikke") == titles(town.anna, " ") == []


def test_only_what_one_may_see_is_found(town):
    write(town, "Hemmelig fejl", title="Voksen")
    write(town, "Hemmelig fejl", who=town.carla, case=town.childs_case, title="Barn")
    assert titles(town.anna, "hemmelig") == titles(town.leader, "fejlen") == ["Voksen"]
    assert titles(town.head, "hemmelig") == titles(town.visitation, "hemmelig") == ["Voksen"]
    assert titles(town.carla, "hemmelig") == ["Barn"]
    assert titles(town.bo, "hemmelig") == []
    for who in (town.finance, town.provider, town.admin, town.nobody):
        address = reverse("desk:search-texts")
        assert b.signed_in(who).post(address, {"words": "hemmelig"}).status_code == 403


def test_the_case_decides_even_if_the_words_say_otherwise(town):
    entry = write(town, "Hemmelig")
    row = Searchable.objects.get(of=entry.id)
    row.words += f" ð{town.south.id.hex}"
    row.save()
    assert titles(town.bo, "hemmelig") == []


def test_no_text_can_pretend_to_lie_in_a_unit(town):
    write(town, f"Hemmelig ð{town.south.id.hex} þadults ð{str(town.south.id).upper()}")
    reach = Reach(units=frozenset([town.south.id]))
    assert find(reach, asked_for("hemmelig"), most=5) == []


def test_a_draft_is_found_as_it_is_typed_and_forgotten_when_it_is_dropped(town):
    entry = uuid7()
    for field, value in (("text", "Ringede om huslejen"), ("title", "Husleje")):
        journal.write_field(town.anna, case=town.case.id, entry=entry, field=field, value=value)
        check_words()
    assert titles(town.anna, "huslejer") == ["Husleje (kladde)"]
    journal.change_entry(
        town.anna,
        entry=entry,
        title="Nyt",
        text="Andet",
        happened_on=date(2026, 11, 1),
        kind=EntryKind.PHONE,
    )
    check_words()
    assert titles(town.anna, "husleje") == []
    journal.drop_draft(town.anna, entry=entry)
    check_words()
    assert titles(town.anna, "andet") == []


def test_a_document_is_found_by_its_title_and_file_until_it_is_marked_as_misfiled(
    town, settings, tmp_path
):
    settings.DOCUMENTS_DIR = tmp_path
    filed = documents.file_document(
        town.anna,
        case=town.case.id,
        kind=DocumentKind.INCOMING,
        title="Lægeerklæring",
        file_name="attest_fra_hospital.txt",
        content=[b"x"],
        dated=b.TODAY,
    )
    assert titles(town.anna, "laegeerklaeringen") == titles(town.anna, "attest") != []
    documents.misfile(town.anna, document=filed.id, reason="Forkert sag")
    assert titles(town.anna, "lægeerklæring") == []
    check_words()


def test_the_page_marks_what_was_asked_for_and_shows_texts_as_texts(town):
    write(town, "<script>alert(1)</script> om Støtten & <b>mere</b>", title="<i>Støtte</i>")
    page = b.signed_in(town.anna).post(reverse("desk:search-texts"), {"words": "støtte"})
    shown = page.content.decode()
    assert "<mark>Støtten</mark>" in shown
    assert "&lt;i&gt;<mark>Støtte</mark>&lt;/i&gt;" in shown
    assert "<script>alert" not in shown


def test_older_texts_come_page_by_page_each_once(town):
    for number in range(SHOWN + 5):
        write(town, "Fælles ord", title=f"Nr. {number}", day=date(2026, 1, 1 + number))
    first = search_texts(town.anna, "fælles")
    assert len(first.rows) == SHOWN
    then = search_texts(town.anna, "fælles", first.after)
    assert len(then.rows) == 5
    assert then.after is None
    days = [row.day for row in first.rows + then.rows]
    assert days == sorted(set(days), reverse=True)


def test_the_log_tells_who_searched_and_whom_was_seen_but_not_the_words(town):
    write(town, "Alkohol")
    before = Entry.objects.count()
    search_texts(town.anna, "alkoholen")
    search_texts(town.anna, "intet")
    rows = Entry.objects.order_by("id")[before:]
    assert [row.action for row in rows] == ["table.read", "text.search", "table.read"]
    assert rows[1].citizen == town.citizen.id
    assert not any("alkohol" in str(row.facts) or "intet" in str(row.facts) for row in rows)


def test_one_statement_more_or_less_for_one_find_or_a_page_of_them(
    town, django_assert_max_num_queries
):
    for number in range(SHOWN + 1):
        write(town, "Fælles", title=f"Nr. {number}")
    with django_assert_max_num_queries(12):
        search_texts(town.anna, "fælles")


def test_two_things_of_a_day_with_ids_that_look_alike_stand_apart(town):
    alike = [UUID(int=(n << 100) | 5) for n in range(1, 4)] + [UUID(int=(9 << 100) | 6)]
    for of in alike:
        keep(Text("journal", of, town.case.id, b.TODAY, "ens"))
    assert Searchable.objects.count() == 4
    keep_all(Text("journal", of, town.case.id, b.TODAY, "ens") for of in alike)
    assert set(Searchable.objects.values_list("of", flat=True)) == set(alike)


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    written=st.lists(st.lists(st.sampled_from(WORDS), max_size=4), max_size=6),
    question=st.lists(st.sampled_from([*WORDS, "mor*", "bostøtten*", "12*", "x"]), max_size=3),
)
def test_the_index_answers_as_reading_every_text_does(db, written, question):
    Searchable.objects.all().delete()
    case = Case.objects.first() or b.case(b.unit("Nord", "adults", b.unit("V")), b.citizen(), None)
    rows = [Text("journal", uuid7(), case.id, b.TODAY, " ".join(some)) for some in written]
    keep_all(rows)
    asked = asked_for(" ".join(question))
    hits = find(Reach(units=frozenset([case.unit_id])), asked, most=50)
    slow = {row.of for row in rows if asked.fits(stems(row.text))} if question else set()
    assert {hit.of for hit in hits} == slow


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the dictionary is PostgreSQL's")
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                "hed",
                "ethed",
                "ered",
                "ende",
                "en",
                "s",
                "et",
                "løst",
                "igst",
                "lig",
                "elig",
                "els",
                "kt",
                "gd",
                "ss",
                "a",
                "b",
                "o",
                "ø",
                "st",
            ]
        ),
        min_size=1,
        max_size=5,
    ).map("".join)
)
def test_stems_are_those_of_the_danish_dictionary_of_postgresql(db, word):
    with connection.cursor() as cursor:
        cursor.execute("SELECT ts_lexize('danish_stem', %s)", [word])
        found = cursor.fetchone()[0]
    assert found in ([], [snowball(word)])


def test_entries_that_were_there_before_are_found_after_the_words_are_written(town):
    write(town, "Gammel nyhed", title="Før")
    Searchable.objects.all().delete()
    write_when_missing()
    assert titles(town.anna, "nyheder") == ["Før"]


def test_what_is_written_in_an_assessment_a_plan_a_decision_and_an_order_is_found(town):
    case = town.case.id
    assessment = assessments.start(town.anna, case=case, carry=False).id
    theme = ffb.themes()[0].subthemes[0].code
    assessments.add_theme(town.anna, assessment=assessment, subtheme=theme)
    for field in ("own_words", f"note:{theme}:professional"):
        value = f"Passer {'akvariet' if field == 'own_words' else 'kaninerne'} selv"
        assessments.write_field(town.anna, assessment=assessment, field=field, values=[value])
    plan = plans.start(
        town.anna, case=case, offer=PlanOffer.WANTED, hopes="At dyrke blåbær", purpose="Ro"
    )
    decision = prepare.begin(town.anna, case=case).id
    prepare.write_field(town.anna, decision=decision, field="reasons", values=["Hunden trøster"])
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 200_000))
    granted = b.grant(town.case, rate, date(2026, 11, 9))
    order = orders.begin(
        town.anna,
        grant=granted.id,
        purpose="At fodre papegøjen",
        parts=(),
        needs="",
        goals=(),
        wanted_start=date(2026, 11, 9),
    )
    for word, href in (
        ("akvarier", reverse("assessments:one", args=[assessment])),
        ("kanin", reverse("assessments:one", args=[assessment])),
        ("blaabær", reverse("plans:one", args=[plan.id])),
        ("hunde", reverse("decisions:one", args=[decision])),
        ("papegøjer", reverse("orders:one", args=[order.id])),
    ):
        [found] = search_texts(town.anna, word).rows
        assert found.href == href
        assert search_texts(town.bo, word).rows == []
    orders.drop(town.anna, order=order.id)
    prepare.discard(town.anna, decision=decision)
    assert titles(town.anna, "papegøjer") == titles(town.anna, "hunde") == []


def effort_words(town, **changes):
    words = {
        "standing": Standing.RECOMMENDED,
        "offer_kind": ffb.leaves(ffb.Kind.OFFER)[0].code,
        "codes": (ffb.leaves(ffb.Kind.SERVICE)[0].code,),
        "service": "botilbud_108",
        "citation": "SEL § 108",
    }
    return efforts.EffortWords(**{**words, **changes})


def test_what_is_written_in_a_recommendation_and_its_efforts_is_found(town):
    row = efforts.begin(town.anna, case=town.case.id)
    efforts.write(
        town.anna,
        recommendation=row.id,
        text="Støtte med kaninerne",
        agreement=Agreement.AGREES,
        citizens_words="Hellere akvariet",
    )
    words = effort_words(town, reason="Papegøjen trøster")
    effort = efforts.add_effort(town.anna, recommendation=row.id, words=words)
    href = reverse("efforts:one", args=[row.id])
    for word in ("kanin", "akvarier", "papegøjer"):
        [found] = search_texts(town.anna, word).rows
        assert (found.href, found.said) == (href, "Indstilling")
        assert search_texts(town.bo, word).rows == []
    check_words()
    words = effort_words(town, reason="Hunden trøster")
    efforts.change_effort(town.anna, effort=effort.id, words=words)
    assert search_texts(town.anna, "papegøjer").rows == []
    efforts.drop_effort(town.anna, effort=effort.id)
    assert search_texts(town.anna, "hund").rows == []
    check_words()


def test_texts_of_a_kind_that_was_not_searched_for_before_are_written_when_the_house_is_new(town):
    write(town, "Gammel nyhed")
    plans.start(town.anna, case=town.case.id, offer=PlanOffer.WANTED, hopes="Blåbær", purpose="")
    Searchable.objects.exclude(kind="journal").delete()
    write_when_missing()
    check_words()
