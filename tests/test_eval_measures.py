"""What is counted, worked out by hand, and against ir_measures on random runs."""

import math
import random
from dataclasses import replace

import pytest
from hits import hit, hits
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.datasets import Gold, GoldQuestion
from eval.metrics import (
    answer_recall,
    asks_for_words,
    contains,
    evidence_ranks,
    evidence_scores,
    gold_rank,
    matches,
    normalise,
    official_scores,
    passage_scores,
    shared_words,
    token_f1,
)
from eval.ranking import document, measured, ranked
from eval.statistics import Estimate, compare, estimate
from rag.types import Filters

PLAIN = GoldQuestion("q", "Who?", "", "", True, (), (), False, Filters(), (), "")


def at(number: int) -> str:
    return f"https://example.org/{number}"


def test_token_f1_and_exact_match_by_hand() -> None:
    assert token_f1("the red red door", ["a red door", "blue"]) == pytest.approx(2 * 2 / 5)  # without the, a
    assert token_f1("It's the U.S. dollar", ["us dollar"]) == pytest.approx(2 * 2 / 5)
    assert token_f1("nothing", ["a red door"]) == token_f1("", ["red"]) == token_f1("red", ["the"]) == 0.0
    assert token_f1("the", ["a"]) == 1.0  # neither has a token
    assert matches("Red Door!", ["the red door", "x"]) == matches("4,000 $", ["4000"]) == 1.0
    assert matches("The Red Door it is", ["the red door"]) == 0.0


def test_normalise_and_contains() -> None:
    assert normalise("Iran’s 4,000 men — “gone”") == "iran s 4000 men gone"
    assert contains("About 480 strikes", [["480"]])
    assert not contains("About 4800 strikes", [["480"]])
    assert not contains("only one", [["one"], ["two"]])
    assert contains("one and two", [["one"], ["two", "second"]])


def test_gold_words_count_in_their_own_article_only() -> None:
    found = hits("The quay is new.", "The tide was low.", "The quay is new.")
    any_of = replace(PLAIN, gold=(Gold(at(3), "quay is new"), Gold(at(2), "tide")))
    assert gold_rank(any_of, found) == 2
    assert gold_rank(replace(any_of, all_needed=True), found) == 3
    assert gold_rank(replace(any_of, all_needed=True), found[:2]) is None
    scores = passage_scores(any_of, found)
    assert (scores["gold@1"], scores["gold@5"], scores["gold@10"], scores["rr@10"]) == (0.0, 1.0, 1.0, 0.5)
    assert passage_scores(PLAIN, found) == {}


def test_gold_words_count_in_another_printing_and_under_another_form_of_the_address() -> None:
    printed = [hit(1, at(7), "The quay is new.", copies=(at(3),))]
    assert gold_rank(replace(PLAIN, gold=(Gold(at(3), "quay is new"),)), printed) == 1
    assert gold_rank(replace(PLAIN, gold=(Gold(f"http://www.{at(7)[8:]}/?utm_source=x", "quay is new"),)), printed) == 1
    assert gold_rank(replace(PLAIN, gold=(Gold(at(4), "quay is new"),)), printed) is None


def test_answer_words_are_looked_for_in_the_first_five() -> None:
    asked = replace(PLAIN, answers=(("4,000 men", "four thousand men"), ("Lonn",)))
    assert answer_recall(asked, ["It took 4000 men.", "They came from Lonn."]) == 1
    assert answer_recall(asked, ["It took 4000 men from Lonnby."]) == 0
    late = hits(*["Nothing."] * 5, "Four thousand men of Lonn")
    assert passage_scores(asked, late) == {"answer@5": 0.0}
    assert passage_scores(asked, late[1:]) == {"answer@5": 1.0}
    assert not asks_for_words(replace(PLAIN, answers=(("Yes",),)))
    assert passage_scores(replace(asked, worded=False), late) == {}


FACTS = (Gold(at(2), "The pier\nis shut."), Gold(at(4), "Boats wait."), Gold(at(9), "Fares rose."))


def test_multihop_measures_by_hand() -> None:
    # Ranks 2 and 4 hold one fact each; rank 3 repeats the first fact in another article; the third is nowhere.
    found = hits("Nothing.", "Now: The pier is  shut. All left.", "Thepierisshut.", "Boats wait.", "Fares fell.")
    scores = evidence_scores(FACTS, found)
    assert scores["Hits@4"] == scores["Hits@10"] == 1
    assert scores["MRR@10"] == 0.5
    assert scores["MAP@10"] == pytest.approx((1 / 2 + 0 / 3 + 1 / 4) / 3)
    assert scores["evidence recall@10"] == pytest.approx(2 / 3)
    assert scores["all evidence@10"] == 0
    assert evidence_ranks(FACTS, found) == [2, 4, None]
    assert evidence_scores(FACTS[:2], found)["all evidence@10"] == 1


def test_the_official_measure_takes_any_article_and_the_strict_one_its_own_or_a_copy() -> None:
    elsewhere = [hit(1, at(7), "The pier is shut.")]
    assert evidence_scores(FACTS[:1], elsewhere)["Hits@4"] == 1
    assert evidence_scores(FACTS[:1], elsewhere)["evidence recall@10"] == 0
    printed_twice = [hit(1, at(7), "The pier is shut.", copies=(at(2),))]
    assert evidence_scores(FACTS[:1], printed_twice)["evidence recall@10"] == 1


def test_only_ten_passages_are_looked_at() -> None:
    late = hits(*["Nothing."] * 10, "Boats wait.")
    assert set(evidence_scores([Gold(at(11), "Boats wait.")], late).values()) == {0.0}
    assert official_scores(["Boats wait."], ["Nothing."] * 4 + ["Boats wait."])["Hits@4"] == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 19), min_size=1, max_size=15, unique=True), st.sets(st.integers(0, 19), min_size=1))
def test_our_measures_equal_those_of_ir_measures(order: list[int], wanted: set[int]) -> None:
    """With one fact for each article, MRR@10 is RR@10 of articles and evidence recall is R@10."""
    gold = [Gold(at(n), f"fact {n:02} holds") for n in sorted(wanted)]
    found = [hit(rank, at(n), f"So fact {n:02} holds here.") for rank, n in enumerate(order, 1)]
    ours = evidence_scores(gold, found)
    urls = [g.url for g in gold]
    theirs = measured({"q": dict.fromkeys(urls, 1)}, {"q": ranked(found, urls)}, ["RR@10", "R@10", "Success@10"])["q"]
    assert ours["MRR@10"] == pytest.approx(theirs["RR@10"], abs=1e-6)
    assert ours["evidence recall@10"] == pytest.approx(theirs["R@10"], abs=1e-6)
    assert ours["Hits@10"] == theirs["Success@10"]
    rr = passage_scores(replace(PLAIN, gold=tuple(gold)), found)["rr@10"]
    assert rr == pytest.approx(theirs["RR@10"], abs=1e-6)


def test_ranked_articles_by_hand() -> None:
    judged = {"q": {"a": 2, "b": 1, "c": 1}, "unanswered": {"a": 1}}
    found = measured(judged, {"q": ["x", "a", "y", "b"]}, ["nDCG@10", "RR@10", "R@10", "Success@1", "Success@5"])
    gained = 2 / math.log2(3) + 1 / math.log2(5)
    ideal = 2 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(4)
    assert found["q"] == pytest.approx(
        {"nDCG@10": gained / ideal, "RR@10": 0.5, "R@10": 2 / 3, "Success@1": 0, "Success@5": 1}, abs=1e-6
    )
    assert set(found["unanswered"].values()) == {0.0}


def test_an_article_stands_at_its_first_passage_under_its_judged_name() -> None:
    printed = (at(5),)
    found = [hit(1, at(1), "one", printed), hit(2, at(2), "two"), hit(3, at(1), "more", printed), hit(4, "", "-")]
    names = ranked(found, [at(5)])
    assert names[:2] == [at(5), at(2)]
    assert len(names) == 3
    assert ranked(found[:1], []) == [at(1)]
    assert ranked(found, [at(5), at(1)])[:3] == [at(1), at(5), at(2)]  # both were judged, and both are found
    assert ranked(found, [at(5)], [at(1)])[:2] == [at(5), at(2)]
    assert ranked(found, [], [at(5)])[:2] == [at(5), at(2)]
    assert document("doc:17 b") == "17%20b"


def test_words_shared_with_the_gold_answer() -> None:
    assert shared_words("In March, 500 men left", ["500 men"]) == (2 / 5, 1.0)
    assert shared_words("", ["500 men"]) == (0.0, 0.0)


def test_an_estimate_has_its_mean_within_its_interval() -> None:
    assert estimate([0.5]) == Estimate(0.5, 0.5, 0.5, 1)
    found = estimate([0.0, 1.0] * 50)
    assert found.mean == 0.5
    assert found.low == pytest.approx(0.4, abs=0.02)  # 1.96 x sqrt(0.25 / 100) either side
    assert found.high == pytest.approx(0.6, abs=0.02)
    assert found == estimate([0.0, 1.0] * 50)
    with pytest.raises(ValueError, match="no values"):
        estimate([])


@pytest.mark.parametrize(("rate", "n"), [(0.5, 10), (0.95, 15), (0.985, 65), (0.02, 40)])
def test_the_interval_of_a_share_has_the_true_one_as_often_as_it_says(rate: float, n: int) -> None:
    """Over all numbers of successes, each as likely as it is: fifteen of fifteen must not be taken for certainty."""
    covered = 0.0
    for k in range(n + 1):
        found = estimate([1.0] * k + [0.0] * (n - k))
        covered += math.comb(n, k) * rate**k * (1 - rate) ** (n - k) * (found.low <= rate <= found.high)
    assert covered >= 0.95


def test_two_runs_alike_are_told_apart_as_seldom_as_p_says() -> None:
    chance = random.Random(5)
    found = [compare([chance.random() for _ in range(12)], [chance.random() for _ in range(12)]).p for _ in range(200)]
    for level in (0.05, 0.2, 0.5):
        spread = math.sqrt(level * (1 - level) / len(found))
        assert abs(sum(p <= level for p in found) / len(found) - level) < 3.5 * spread


def test_paired_differences_by_hand() -> None:
    # All 2^3 ways to turn the signs: two of them are as far from 0 as what was seen.
    assert compare([1, 1, 1], [0, 0, 0.5]).p == pytest.approx(2 / 8)
    assert compare([1, 0, 1], [1, 0, 1]).p == 1
    assert compare([1], [0]).p == 1
    better, worse = [1.0] * 30, [1.0] * 15 + [0.0] * 15
    assert compare(better, worse).p < 0.01
    assert compare(worse, better).mean == -0.5
    assert compare(better, worse).low > 0
    with pytest.raises(ValueError, match="question by question"):
        compare([1], [1, 2])
