"""From assessment to recommendation to decision to order: what was written once goes on with its
source, and no text loses where its words come from."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.access.access import House
from helhed.apps.assessments import actions as assessing
from helhed.apps.assessments.models import Assessment
from helhed.apps.assessments.queries import assessment_page, theme_field
from helhed.apps.cases.models import Quote
from helhed.apps.decisions.actions import approve as approving
from helhed.apps.decisions.actions import prepare
from helhed.apps.decisions.queries.letter import letter
from helhed.apps.decisions.web.letter import told as told_letter
from helhed.apps.desk import actions as quoting
from helhed.apps.desk.queries.citizen_file import Held, citizen_file
from helhed.apps.desk.queries.quotable import quotes_page
from helhed.apps.desk.web.citizen_file import told
from helhed.apps.efforts import actions as recommending
from helhed.apps.efforts.queries import recommendation_page
from helhed.apps.orders import actions as ordering
from helhed.apps.orders.models import Order
from helhed.apps.orders.posting import posted
from helhed.kernel.clock import FixedDay
from helhed.rules.access.rights import Role
from helhed.rules.cases.aktindsigt import Ground
from helhed.rules.cases.citat import Standing, Target, UnableToQuote, fingerprint
from helhed.rules.efforts.indsats import Agreement
from tests.apps import building as b
from tests.apps.audit.acts_on_efforts import effort_words
from tests.apps.audit.acts_on_quotes import signed
from tests.apps.orders.test_telling import ordered as order_to_tell
from tests.apps.town import Town, level_theme

pytestmark = pytest.mark.django_db
NIGHT = "Natten er svær zq3"
WHY = "Støtten skal begynde nu zq5"
START = date(2026, 12, 1)


@pytest.fixture
def town():
    return Town()


def put(town, target, row, field, mark):
    return quoting.quote(town.anna, target=target, of=row.id, field=field, mark=mark)


def recommended(town, text=WHY, citizens_words="", agreement=Agreement.AGREES):
    row = recommending.begin(town.anna, case=town.case.id)
    recommending.add_effort(town.anna, recommendation=row.id, words=effort_words())
    recommending.write(
        town.anna,
        recommendation=row.id,
        text=text,
        agreement=agreement,
        citizens_words=citizens_words,
    )
    return row


def order_from(town, grant, purpose=None, parts=()):
    return ordering.begin(
        town.anna,
        grant=grant.id,
        purpose=grant.decision.purpose if purpose is None else purpose,
        parts=parts,
        needs="",
        goals=[],
        wanted_start=START,
    )


def sources(row, field):
    found = Quote.objects.filter(target=str(row.id), field=field)
    return {(quote.source_kind, quote.passage, quote.is_copied) for quote in found}


def seen(town, target, row):
    address = reverse("desk:quotes", args=[target.value, row.id])
    answer = b.signed_in(town.anna).get(address, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_note_is_quoted_in_the_assessment_and_counts_as_written(town):
    row = assessing.start(town.anna, case=town.case.id, carry=False)
    page = assessment_page(town.anna, row.id)
    lacks = {one.code for one in page.missing}
    put(town, Target.ASSESSMENT, row, "overall", signed(town, NIGHT))
    after = {one.code for one in assessment_page(town.anna, row.id).missing}
    assert lacks - after == {"no_overall"}
    address = reverse("desk:quotes", args=["assessment", row.id])
    assert address in b.seen(town.anna, "assessments:one", row.id)
    assert NIGHT in seen(town, Target.ASSESSMENT, row)


def test_a_theme_takes_a_quote_and_one_that_is_taken_out_loses_it(town):
    row = assessing.start(town.anna, case=town.case.id, carry=False)
    code = level_theme()
    mark = signed(town, NIGHT)
    with pytest.raises(UnableToQuote):
        put(town, Target.ASSESSMENT, row, theme_field(code), mark)
    assessing.add_theme(town.anna, assessment=row.id, subtheme=code)
    put(town, Target.ASSESSMENT, row, theme_field(code), mark)
    assert "no_theme" not in {one.code for one in assessment_page(town.anna, row.id).missing}
    words = str(told(citizen_file(town.anna, town.citizen.id, Held({}))))
    assert words.count(NIGHT) == 2
    assessing.drop_theme(town.anna, assessment=row.id, subtheme=code)
    assert not Quote.objects.exists()


def test_an_assessment_that_goes_on_from_an_earlier_one_takes_its_quotes_along(town):
    first = town.assessment(finished=False)
    code = first.notes.first().subtheme
    put(town, Target.ASSESSMENT, first, theme_field(code), signed(town, NIGHT))
    put(town, Target.ASSESSMENT, first, "purpose", signed(town, "Kun til den første"))
    assessing.finish(town.anna, assessment=first.id)
    later = assessing.start(town.anna, case=town.case.id, carry=True)
    assert later != first
    assert sources(later, theme_field(code)) == {("journal", NIGHT, False)}
    assert sources(later, "purpose") == set()
    assert sources(first, theme_field(code)) == {("journal", NIGHT, False)}


def test_nothing_is_quoted_in_an_assessment_that_is_finished(town):
    row = town.assessment(finished=True)
    with pytest.raises(UnableToQuote):
        put(town, Target.ASSESSMENT, row, "overall", signed(town, NIGHT))


def test_an_assessment_of_the_need_alone_takes_quotes_where_it_has_words(town):
    row = assessing.start(town.anna, case=town.case.id, carry=False, only_need=True)
    mark = signed(town, NIGHT)
    put(town, Target.ASSESSMENT, row, "support_need_reason", mark)
    with pytest.raises(UnableToQuote):
        put(town, Target.ASSESSMENT, row, "own_words", mark)


def test_the_assessment_is_quoted_in_the_recommendation_and_stands_as_its_reason(town):
    assessment = town.assessment(finished=True)
    row = recommended(town, text="")
    assert "no_text" in {one.code for one in recommendation_page(town.anna, row.id).missing}
    mark = f"assessment {assessment.id} {fingerprint(assessment.overall)}"
    put(town, Target.RECOMMENDATION, row, "text", mark)
    assert reverse("desk:quotes", args=["recommendation", row.id]) in b.seen(
        town.anna, "efforts:one", row.id
    )
    recommending.hand_on(town.anna, recommendation=row.id)
    with pytest.raises(UnableToQuote):
        put(town, Target.RECOMMENDATION, row, "text", signed(town, NIGHT))
    decision = prepare.begin(town.anna, case=town.case.id)
    assert sources(decision, "reasons") == {("assessment", assessment.overall, False)}


def test_what_a_decision_takes_over_keeps_where_it_comes_from(town):
    plan, assessment = town.plan(), town.assessment(finished=True)
    row = recommended(town, citizens_words="Nej tak zq6", agreement=Agreement.DISAGREES)
    recommending.hand_on(town.anna, recommendation=row.id)
    decision = prepare.begin(town.anna, case=town.case.id)
    assert sources(decision, "reasons") == {("recommendation", WHY, True)}
    assert sources(decision, "citizens_view") == {("recommendation", "Nej tak zq6", True)}
    assert sources(decision, "facts") == {("assessment", assessment.overall, True)}
    assert sources(decision, "purpose") == {("plan", plan.purpose, True)}
    page = quotes_page(town.anna, Target.DECISION, decision.id)
    shown = [one for _field, some in page.fields for one in some]
    assert {one.standing for one in shown} == {Standing.STANDS}
    text = seen(town, Target.DECISION, decision)
    assert f"»{WHY}«" not in text
    assert "Ordene er hentet fra" in text
    assert reverse("efforts:one", args=[row.id]) in text


def test_words_that_were_handed_on_keep_their_source_until_they_are_rewritten(town):
    recommending.hand_on(town.anna, recommendation=recommended(town).id)
    decision = prepare.begin(town.anna, case=town.case.id)
    quote = Quote.objects.get(target=str(decision.id), field="reasons")
    with pytest.raises(UnableToQuote):
        quoting.unquote(town.anna, quote=quote.id)
    assert reverse("desk:unquote", args=[quote.id]) not in seen(town, Target.DECISION, decision)
    for words in (f"Først.\r\n{WHY}\r\nSidst.", "Noget helt andet"):
        prepare.write_field(town.anna, decision=decision.id, field="reasons", values=[words])
        is_rewritten = f"»{WHY}«" in seen(town, Target.DECISION, decision)
        assert is_rewritten is (WHY not in words)
    assert "Teksten er skrevet om" in seen(town, Target.DECISION, decision)
    quoting.unquote(town.anna, quote=quote.id)


def test_a_decision_that_is_thrown_away_takes_the_sources_of_its_words_along(town):
    town.assessment(finished=True)
    decision = prepare.begin(town.anna, case=town.case.id)
    assert Quote.objects.exists()
    prepare.discard(town.anna, decision=decision.id)
    assert not Quote.objects.exists()


def test_an_order_keeps_that_its_words_come_from_decision_and_assessment(town):
    grant = town.granted()
    assessment = grant.decision.assessment or town.assessment(finished=True)
    grant.decision.assessment = assessment
    grant.decision.save()
    [theme] = assessment.notes.all()[:1]
    order = order_from(town, grant, parts=["own_words", theme.subtheme])
    assert sources(order, "purpose") == {("decision", grant.decision.purpose, True)}
    needs = sources(order, "needs")
    assert ("assessment", assessment.own_words, True) in needs
    assert len(needs) > 1
    page = quotes_page(town.anna, Target.ORDER, order.id)
    assert {one.standing for _field, some in page.fields for one in some} == {Standing.STANDS}
    assert all(one.stays for _field, some in page.fields for one in some)
    ordering.drop(town.anna, order=order.id)
    assert not Quote.objects.filter(target=str(order.id)).exists()


def test_a_purpose_that_is_written_anew_is_not_said_to_be_the_decisions(town):
    grant = town.granted()
    order = order_from(town, grant, purpose="Noget andet")
    assert sources(order, "purpose") == set()


def test_what_is_quoted_in_an_order_is_its_purpose_and_reaches_the_provider(town):
    grant = town.granted()
    grant.decision.purpose = ""
    grant.decision.save()
    order = order_from(town, grant, purpose="")
    mark = signed(town, NIGHT)
    put(town, Target.ORDER, order, "purpose", mark)
    assert NIGHT in seen(town, Target.ORDER, order)
    ordering.send(town.anna, order=order.id)
    theirs = b.actor(Role.PROVIDER, provider=order.provider)
    page = b.seen(theirs, "orders:one", order.id)
    assert f"»{NIGHT}« (Journal, 2.11.2026)" in page
    assert "zqhemmeligt" not in page.replace(town.citizen.name, "")
    assert reverse("desk:quotes", args=["order", order.id]) not in page
    with pytest.raises(UnableToQuote):
        put(town, Target.ORDER, order, "needs", mark)
    answer = b.signed_in(theirs).get(reverse("desk:quotes", args=["order", order.id]))
    assert answer.status_code == 403


def test_the_message_of_an_order_says_what_is_quoted_in_it(town):
    order = order_to_tell(town)
    Order.objects.update(state="draft")
    put(town, Target.ORDER, order, "needs", signed(town, NIGHT))
    Order.objects.update(state="sent")
    message = posted(House(FixedDay(b.TODAY)), order.id)
    assert message is not None
    assert NIGHT in str(message.bundle)
    assert message.faults == []


def test_the_letter_of_a_decision_says_what_is_quoted_in_it(town):
    decision = town.draft()
    put(town, Target.DECISION, decision, "reasons", signed(town, NIGHT))
    prepare.submit(town.anna, decision=decision.id)
    approving.approve(town.leader, decision=decision.id)
    sections = told_letter(letter(town.anna, decision.id))["sections"]
    [why] = [one for one in sections if one["title"] == "Derfor har vi besluttet det"]
    assert f"»{NIGHT}« (Journal, 2.11.2026)" in why["texts"]


def test_a_source_that_is_held_back_is_held_back_where_its_words_were_handed_on(town):
    row = recommended(town)
    recommending.hand_on(town.anna, recommendation=row.id)
    prepare.begin(town.anna, case=town.case.id)
    words = str(told(citizen_file(town.anna, town.citizen.id, Held({}))))
    assert words.count(WHY) == 2
    assert "Hvor ordene i »Begrundelse« kommer fra" in words
    held = Held({row.id: Ground.OTHERS})
    assert WHY not in str(told(citizen_file(town.anna, town.citizen.id, held)))


def test_a_childs_assessment_takes_the_parents_words_and_an_adults_does_not(town):
    fields = quotes_page(town.anna, Target.ASSESSMENT, _begun(town.anna, town.case).id)
    assert "parents_words" not in fields.place.fields
    childs = quotes_page(town.carla, Target.ASSESSMENT, _begun(town.carla, town.childs_case).id)
    assert "parents_words" in childs.place.fields
    assert "support_need_reason" not in childs.place.fields


def _begun(actor, case) -> Assessment:
    return assessing.start(actor, case=case.id, carry=False)
