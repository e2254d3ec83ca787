"""Words written once stand in the next text with their source, and no word is typed again."""

import re
from html import unescape

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.cases.access import UnableToWriteInClosedCase
from helhed.apps.cases.actions import journal
from helhed.apps.cases.models import JournalEntry, Quote
from helhed.apps.catalogue.queries import rule_book
from helhed.apps.decisions.actions import prepare
from helhed.apps.decisions.queries import against
from helhed.apps.desk import actions as quoting
from helhed.apps.desk.queries.citizen_file import Held, citizen_file
from helhed.apps.desk.queries.quotable import picker_page, quotable, quotes_page
from helhed.apps.desk.queries.thing import ThingKind
from helhed.apps.desk.queries.things import read_things
from helhed.apps.desk.web.citizen_file import told
from helhed.apps.orders import noting
from helhed.apps.orders.models import Order
from helhed.apps.plans import actions as planning
from helhed.rules.access.rights import Role
from helhed.rules.cases.aktindsigt import Ground
from helhed.rules.cases.citat import Standing, Target, UnableToQuote, fingerprint
from helhed.rules.cases.sag import EntryKind
from tests.apps import building as b
from tests.apps.audit.acts_in_help import OUTCOME
from tests.apps.audit.acts_on_quotes import signed
from tests.apps.desk.test_timeline import ordered
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
NIGHT = "Natten er svær zq3"


@pytest.fixture
def town():
    return Town()


def drafted(town):
    return prepare.begin_empty(town.anna, case=town.case.id)


def quoted(town, decision, mark, field="facts"):
    return quoting.quote(town.anna, target=Target.DECISION, of=decision.id, field=field, mark=mark)


def followed(town, plan, next_on=None):
    words = {"participants": "", "own_words": "", "summary": "Det går", "next_on": next_on}
    return planning.hold_follow_up(
        town.anna, plan=plan.id, held_on=b.TODAY, outcome=OUTCOME, seen=[], **words
    )


def piece(actor, decision, kind="decision"):
    address = reverse("desk:quotes", args=[kind, decision.id])
    answer = b.signed_in(actor).get(address, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def standing(town, decision):
    page = quotes_page(town.anna, Target.DECISION, decision.id)
    return [one.standing for _field, some in page.fields for one in some if not one.is_copied]


def marks(text):
    return {
        unescape(words): mark
        for words, mark in re.findall(
            r'<div class="written" lang="da">(.*?)</div><button[^>]*value="([^"]*)"',
            text,
            re.DOTALL,
        )
    }


def test_a_note_is_quoted_in_the_reasons_by_two_clicks_and_no_typing(town):
    signed(town, NIGHT)
    decision = drafted(town)
    client = b.signed_in(town.anna)
    page = client.get(reverse("decisions:one", args=[decision.id])).content.decode()
    assert reverse("desk:quotes", args=["decision", decision.id]) in page
    picker = b.seen(town.anna, "desk:quote", "decision", decision.id)
    chosen = {"field": "reasons", "passage": marks(picker)[NIGHT]}
    address = reverse("desk:quote", args=["decision", decision.id])
    answer = client.post(address, chosen)
    assert answer.url == reverse("decisions:one", args=[decision.id]) + "#citater"
    [row] = Quote.objects.all()
    assert (row.passage, row.field, row.written_by) == (NIGHT, "reasons", town.anna.user.name)
    shown = piece(town.anna, decision)
    assert NIGHT in shown
    assert "Samtale: Samtale" in shown
    assert f"#n{row.source}" in shown
    assert "Kilden" not in shown


def test_a_finished_assessment_is_quoted_theme_by_theme(town):
    town.assessment(finished=True)
    decision = drafted(town)
    offered = marks(b.seen(town.anna, "desk:quote", "decision", decision.id))
    words = min((one for one in offered if one.startswith("Kan lave mad")), key=len)
    row = quoted(town, decision, offered[words], "facts")
    assert row.passage == words
    assert row.part
    assert row.source_kind == "assessment"


def test_what_is_quoted_counts_as_written_in_the_decision(town):
    decision = drafted(town)
    lacks = {one.code for one in against(decision, b.TODAY, rule_book())}
    quoted(town, decision, signed(town), "reasons")
    after = {one.code for one in against(decision, b.TODAY, rule_book())}
    assert lacks - after == {"no_reasons"}


def test_drafts_and_what_is_not_shared_are_not_offered(town):
    rate = b.rate(b.offer(), (b.TODAY.replace(year=2020), None, 250_000))
    order = b.order(b.grant(town.case, rate, b.TODAY.replace(month=1)), b.TODAY.replace(month=1))
    theirs = b.actor(Role.PROVIDER, provider=order.provider)
    for text, share in (("Kun vores zq1", False), ("Det deler vi zq2", True)):
        noting.note(theirs, order=order.id, day=b.TODAY, text=text, share=share)
    draft = signed(town, "Kladden zq4", sign=False)
    decision = drafted(town)
    kinds = ("order", "journal")
    pages = [b.seen(town.anna, "desk:quote", "decision", decision.id, vis=kind) for kind in kinds]
    offered = "".join(pages)
    assert "Det deler vi zq2" in marks(offered)
    assert "zq1" not in offered
    assert "zq4" not in offered
    hidden = f"order {order.id} {fingerprint('Kun vores zq1')}"
    for mark in (draft, hidden):
        with pytest.raises(UnableToQuote):
            quoted(town, decision, mark)


def test_a_note_of_another_case_cannot_be_quoted(town):
    mark = signed(town, NIGHT)
    other = prepare.begin_empty(town.bo, case=b.case(town.south, town.citizen, town.bo.user).id)
    assert NIGHT not in b.seen(town.bo, "desk:quote", "decision", other.id)
    with pytest.raises(UnableToQuote):
        quoting.quote(town.bo, target=Target.DECISION, of=other.id, field="facts", mark=mark)


def test_what_a_provider_shared_is_quoted_in_the_follow_up_until_the_next_is_held(town):
    rate = b.rate(b.offer(), (b.TODAY.replace(year=2020), None, 250_000))
    order = b.order(b.grant(town.case, rate, b.TODAY.replace(month=1)), b.TODAY.replace(month=1))
    theirs = b.actor(Role.PROVIDER, provider=order.provider)
    noting.note(theirs, order=order.id, day=b.TODAY, text="Ringede selv zq2", share=True)
    plan = town.plan()
    held = followed(town, plan, b.TODAY.replace(year=2027))
    page = b.seen(town.anna, "plans:one", plan.id)
    for address in (("plan", plan.id), ("follow_up", held.id)):
        assert reverse("desk:quotes", args=address) in page
    mark = marks(b.seen(town.anna, "desk:quote", "follow_up", held.id, vis="order"))[
        "Ringede selv zq2"
    ]
    chosen = {"field": "summary", "passage": mark}
    address = reverse("desk:quote", args=["follow_up", held.id])
    answer = b.signed_in(town.anna).post(address, chosen)
    assert answer.url == reverse("plans:one", args=[plan.id]) + f"#citater-{held.id}"
    row = Quote.objects.get()
    assert row.part == "2.11.2026 Udførerens notat"
    assert row.said.startswith("Bestilling: ")
    assert order.provider.name in row.said
    assert "Ringede selv zq2" in piece(town.anna, held, "follow_up")
    words = str(told(citizen_file(town.anna, town.citizen.id, Held({}))))
    assert "Citat i »Sammenfatning«" in words
    followed(town, plan)
    with pytest.raises(UnableToQuote):
        quoting.unquote(town.anna, quote=row.id)


def test_the_purpose_of_a_plan_quotes_the_assessment(town):
    plan, assessment = town.plan(), town.assessment(finished=True)
    mark = f"assessment {assessment.id} {fingerprint(assessment.own_words)}"
    quoting.quote(town.anna, target=Target.PLAN, of=plan.id, field="purpose", mark=mark)
    shown = piece(town.anna, plan, "plan")
    assert assessment.own_words in shown
    assert "Egne ord" in shown


@pytest.mark.parametrize("who", ["bo", "carla", "finance", "admin", "provider", "nobody"])
def test_whoever_may_not_see_the_case_sees_neither_quotes_nor_what_can_be_quoted(town, who):
    decision = drafted(town)
    quoted(town, decision, signed(town, NIGHT))
    client = b.signed_in(getattr(town, who))
    for name in ("desk:quotes", "desk:quote"):
        answer = client.get(reverse(name, args=["decision", decision.id]))
        assert answer.status_code == 403
        assert NIGHT not in answer.content.decode()


def test_a_case_that_was_given_to_another_team_takes_its_quotes_along(town):
    decision = drafted(town)
    quoted(town, decision, signed(town, NIGHT))
    town.case.unit, town.case.responsible = town.south, town.bo.user
    town.case.save()
    assert NIGHT in piece(town.bo, decision)
    with pytest.raises(UnableToLetIn):
        quotes_page(town.anna, Target.DECISION, decision.id)


def test_a_note_that_is_amended_afterwards_is_told_of_at_the_quote(town):
    decision = drafted(town)
    row = quoted(town, decision, signed(town, NIGHT))
    assert standing(town, decision) == [Standing.STANDS]
    note = JournalEntry.objects.get(id=row.source)
    words = {"kind": EntryKind.NOTE, "title": "Rettelse", "text": "Det var dagen", "sign": False}
    later = journal.write_entry(
        town.anna, case=town.case.id, happened_on=b.TODAY, amends=note.id, **words
    )
    assert standing(town, decision) == [Standing.STANDS]
    journal.sign_entry(town.anna, entry=later.id)
    assert standing(town, decision) == [Standing.AMENDED]
    assert "Kilden har fået en tilføjelse" in piece(town.anna, decision)


def test_a_plan_that_is_changed_afterwards_is_told_of_and_the_quote_stands_as_it_was(town):
    plan, decision = town.plan(), drafted(town)
    words = plan.purpose
    quoted(town, decision, f"plan {plan.id} {fingerprint(words)}", "facts")
    plan.purpose = f"{words} Og mere."
    plan.save()
    assert standing(town, decision) == [Standing.CHANGED]
    plan.purpose = "Noget andet"
    plan.save()
    assert standing(town, decision) == [Standing.CORRECTED]
    assert f"»{words}«" in piece(town.anna, decision)


def test_an_order_that_is_taken_back_is_told_of_as_withdrawn(town):
    ordered(town)
    order = Order.objects.get()
    Order.objects.update(purpose=NIGHT, state="sent")
    decision = drafted(town)
    quoted(town, decision, f"order {order.id} {fingerprint(NIGHT)}")
    Order.objects.update(state="withdrawn")
    assert standing(town, decision) == [Standing.WITHDRAWN]
    Order.objects.update(state="sent")
    Quote.objects.filter(is_copied=False).update(source="findes ikke")
    assert standing(town, decision) == [Standing.WITHDRAWN]


def test_the_same_words_are_not_quoted_twice_in_one_place(town):
    decision, mark = drafted(town), signed(town, NIGHT)
    quoted(town, decision, mark)
    with pytest.raises(UnableToQuote):
        quoted(town, decision, mark)
    quoted(town, decision, mark, "reasons")


def test_a_decision_that_was_sent_on_keeps_its_quotes(town):
    decision = town.draft()
    row = quoted(town, decision, signed(town, NIGHT))
    prepare.submit(town.anna, decision=decision.id)
    with pytest.raises(UnableToQuote):
        quoting.unquote(town.anna, quote=row.id)
    with pytest.raises(UnableToQuote):
        quoted(town, decision, signed(town, "Mere"))
    assert "Tag citatet" not in piece(town.leader, decision)
    assert NIGHT in piece(town.leader, decision)


def test_nothing_is_quoted_in_a_closed_case(town):
    decision, mark = drafted(town), signed(town, NIGHT)
    town.case.closed_on = b.TODAY
    town.case.save()
    with pytest.raises(UnableToWriteInClosedCase):
        quoted(town, decision, mark)


def test_a_draft_that_is_thrown_away_takes_its_quotes_along_and_the_source_stands(town):
    decision = drafted(town)
    quoted(town, decision, signed(town, NIGHT))
    prepare.discard(town.anna, decision=decision.id)
    assert not Quote.objects.exists()
    assert JournalEntry.objects.get().text == NIGHT


def test_a_quote_is_taken_out_by_a_button(town):
    decision = drafted(town)
    row = quoted(town, decision, signed(town, NIGHT))
    answer = b.signed_in(town.anna).post(reverse("desk:unquote", args=[row.id]))
    assert answer.url == reverse("decisions:one", args=[decision.id]) + "#citater"
    assert not Quote.objects.exists()


def test_the_log_tells_who_read_and_quoted(town):
    decision = drafted(town)
    row = quoted(town, decision, signed(town, NIGHT))
    piece(town.leader, decision)
    made = Entry.objects.get(action="quote.make")
    assert (made.actor, made.citizen) == (town.anna.id, town.citizen.id)
    assert made.facts == {"of": str(decision.id), "source": row.source}
    assert Entry.objects.get(action="quote.read").actor == town.leader.id


def test_the_file_of_a_citizen_has_the_quote_with_its_source(town):
    decision = drafted(town)
    quoted(town, decision, signed(town, NIGHT), "reasons")
    words = str(told(citizen_file(town.anna, town.citizen.id, Held({}))))
    assert words.count(NIGHT) == 2
    assert "Citat i »Begrundelse«" in words
    assert f"2.11.2026, {town.anna.user.name})" in words


def test_what_is_held_back_in_the_file_is_held_back_where_it_is_quoted_too(town):
    decision = drafted(town)
    row = quoted(town, decision, signed(town, NIGHT))
    held = Held({JournalEntry.objects.get(id=row.source).id: Ground.OTHERS})
    words = str(told(citizen_file(town.anna, town.citizen.id, held)))
    assert NIGHT not in words
    assert "[udeladt]" in words
    phrases = str(told(citizen_file(town.anna, town.citizen.id, Held({}, [NIGHT]))))
    assert NIGHT not in phrases


def test_an_english_reader_quotes_the_same_words_of_the_same_version(town):
    town.assessment(finished=True)
    decision = drafted(town)
    client = b.signed_in(town.anna)
    client.post(reverse("access:language"), {"language": "en", "next": "/"})
    address = reverse("desk:quote", args=["decision", decision.id])
    picker = client.get(address).content.decode()
    [words] = [one for one in marks(picker) if one.startswith("Har brug for")]
    client.post(address, {"field": "reasons", "passage": marks(picker)[words]})
    assert Quote.objects.get(is_copied=False).part == "Samlet vurdering"
    assert standing(town, decision) == [Standing.STANDS]


def test_many_quotes_ask_no_more_questions_than_one(town, django_assert_max_num_queries):
    decision = drafted(town)
    for number in range(12):
        quoted(town, decision, signed(town, f"{NIGHT} {number}"))
    with django_assert_max_num_queries(12):
        page = quotes_page(town.anna, Target.DECISION, decision.id)
    assert len(page.fields[0][1]) == 12
    with django_assert_max_num_queries(20):
        assert len(picker_page(town.anna, Target.DECISION, decision.id, None, 1).things) == 12


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(st.sampled_from("abæ .\n»"), min_size=1, max_size=40), data=st.data())
def test_a_quote_always_stands_in_the_version_that_it_names(town, text, data):
    if not text.strip():
        return
    note = signed(town, text.strip())
    entry = read_things(ThingKind.JOURNAL, [note.split(" ")[1]])
    [thing] = entry.values()
    offered = [one for _label, some in quotable(thing).parts for one in some]
    one = data.draw(st.sampled_from(offered))
    row = quoted(town, drafted(town), one.mark)
    assert row.passage == one.text
    assert row.passage in thing.text
    assert row.version == fingerprint(thing.text)
