"""Why a sharing out gives somebody a place or none: everybody has a reason that can be checked."""

from datetime import timedelta

from hypothesis import given

from helhed.placing import Weights, assign, why
from helhed.placing.assign import ask
from helhed.placing.match import for_citizen
from tests.engines.test_placing import NEAR, TODAY, citizen, offer, questions, ranked


def reasons(question, who):
    return why(question, assign(question), who)


def test_whoever_waits_is_told_who_got_the_place_and_with_how_many_points():
    long = citizen("long", since=TODAY - timedelta(400))
    new = citizen("new", since=TODAY)
    [reason] = reasons(ask([new, long], [offer()], NEAR, Weights(), TODAY), "new")
    assert reason.code == "lost"
    assert str(reason) == "Nærmest var o. Dér går pladsen til long: 12.815 point mod 10.815."


def test_whoever_no_offer_can_take_is_told_why_of_every_offer():
    homes = [offer("a", free=None), offer("b", free=0), offer("c", groups=frozenset({"døve"}))]
    other = offer("d", paragraphs=frozenset({"SEL § 107"}))
    told = reasons(ask([citizen()], [*homes, other], NEAR, Weights(), TODAY), "c")
    assert [str(reason) for reason in told] == [
        "Intet tilbud kan bruges.",
        "Tilbud, der ikke tager målgruppen: 1.",
        "Tilbud, hvis pladser ikke kendes: 1.",
        "Tilbud uden en fri plads: 1.",
    ]
    [alone] = reasons(ask([citizen()], [other], NEAR, Weights(), TODAY), "c")
    assert alone.code == "no_kind"


def test_whoever_waits_because_of_a_rule_is_told_of_it():
    two, pair = [citizen("a"), citizen("b")], frozenset({"a", "b"})
    single = ask(two, [offer("x"), offer("y")], NEAR, Weights(), TODAY, [pair])
    assert str(reasons(single, "a")[0]) == (
        "Skal være i samme tilbud som b, og intet, de kan bruge, har 2 frie pladser."
    )
    lost = [citizen("a"), citizen("b", refuses=frozenset({"x"}))]
    none = ask(lost, [offer("x", free=2)], NEAR, Weights(), TODAY, [pair])
    assert "som b, og dér kan intet tilbud bruges" in str(reasons(none, "a")[0])
    roomy = ask(two, [offer("x", free=2)], NEAR, Weights(), TODAY, apart=[("a", "b")])
    [left] = assign(roomy).waiting
    [reason] = reasons(roomy, left)
    assert reason.code == "apart"
    assert "de må ikke være sammen" in str(reason)


def test_whoever_is_to_be_with_somebody_is_kept_out_of_every_other_offer():
    who = citizen("a", only=frozenset({"y"}), shut=frozenset({"z"}))
    homes = [offer("x"), offer("y"), offer("z")]
    listed = {one.offer.key: [r.code for r in one.against] for one in ranked(who, *homes)}
    assert listed == {"x": ["elsewhere"], "y": [], "z": ["shut", "elsewhere"]}


def test_a_better_place_that_another_gets_is_named():
    first, second = citizen("a", wishes=("x",)), citizen("b", wishes=("x", "y"))
    third = citizen("c", wishes=("x",), since=TODAY - timedelta(90))
    homes = [offer("x"), offer("y")]
    question = ask([first, second, third], homes, NEAR, Weights(), TODAY)
    assert assign(question).placed == {"c": "x", "b": "y"}
    [reason] = reasons(question, "b")
    assert "x giver borgeren 100 point mere" in str(reason)
    assert "pladsen dér går til c" in str(reason)
    assert reasons(question, "c")[0].code == "best"


@given(questions())
def test_everybody_has_a_reason_and_an_exchange_never_gives_more(question):
    found = assign(question)
    for who in question.priority:
        told = why(question, found, who)
        assert told
        for reason in told:
            if "theirs" in reason.values:
                theirs, ours = (
                    int(str(reason.values[key]).replace(".", "")) for key in ("theirs", "points")
                )
                assert theirs >= ours


def test_what_counts_for_the_citizen_is_told_in_parts_that_sum_to_it():
    who = citizen(urgency=2)
    parts = for_citizen(who, Weights(), TODAY)
    assert sum(part.points for part in parts) == Weights().priority(who, TODAY)
    assert [str(part) for part in parts] == ["Får en plads.", "Har ventet 30 dage.", "Hast 2."]
