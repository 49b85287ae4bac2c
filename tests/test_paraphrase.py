"""What follows from an article in other words is verified, and the lie beside it, in the same words, is not."""

import pytest

from rag.answer.coordinated import clauses
from rag.answer.evidence import Basis
from rag.answer.support import support

BRIDGE = (
    "Mayor Anna Lee met Governor Tom Kim on Monday. She said that the bridge would open in May. She declined "
    "to leave."
)
PORT = "The port of Velmar was closed on Friday. It is the largest in the country. Rebels hold the road to it."
MINISTRY = "The ministry denied reports that the army was leaving. It said that its forces were stable."
ARREST = "Police arrested the clerk on Monday. He had denied taking bribes."
STAFF = "The company called for talks with the union. It has pulled its staff out of Norland. Workers set up a camp."
TOLL = (
    "At least 69 civilians had been killed by floods in the two provinces and 228 had been wounded, the office "
    "said."
)
VOTE = (
    "The motion passed by 204 votes to 85. Three members abstained and eight ballots were invalid. All 300 took part."
    "\n\nThe Castor party had opposed it, and the court in Velmar, which has nine seats, will hear the case in May."
)
GIFTS = (
    "Two families, Marn and Holt, promised 100 million and 200 million euros. The work was paid for by 340 "
    "donors in 15 towns."
)
RISING = "The army crushed a rising by the Order of Tarn there and killed thousands. Soldiers died in it."
LOSS = (
    "Norland lost 5 billion dollars, according to an estimate that was widely quoted. Residents said it was "
    "the worst storm they could remember."
)
COURT = (
    "It is the first time since 1979, when the dictator Arn Vel was shot, and the first since the election of "
    "1987."
)
PLANS = (
    "The cabinet had considered keeping the exchange shut. A fund for buying shares was set up. Prosecutors "
    "accuse him of playing a part in it."
)
SPEECH = (
    "Ilan Dorn, the foreign minister, said on Sunday that Sudria’s army should have stopped them. He rejected "
    "the view that the overthrow of Vera Holm was its work."
)
ORDER = "The commander told his officers that the war was over. Holt had left the town the day before, he said."
CALM = "The Norland navy stayed in port. North Tarn asked for help."


@pytest.mark.parametrize(
    ("article", "said"),
    [
        (BRIDGE, "Anna Lee said that the bridge would open in May."),
        (BRIDGE, "Mayor Anna Lee declined to leave."),
        (PORT, "The port of Velmar is the largest in the country."),
        (MINISTRY, "The ministry said that its forces were stable."),
        (STAFF, "The company has withdrawn its staff from Norland."),
        (STAFF, "Workers established a camp."),
        (TOLL, "At least 69 civilians died in the two provinces."),
        (VOTE, "The motion passed by 204 votes to 85, and three members abstained."),
        (VOTE, "The motion passed by 204 votes to 85; all 300 took part."),
        (GIFTS, "The work was funded by 340 donors in 15 towns."),
        (SPEECH, "Foreign minister Ilan Dorn said Sudria’s army should have stopped them."),
        (SPEECH, "Ilan Dorn rejected the idea that Vera Holm’s overthrow was its work."),
    ],
)
def test_what_follows_in_other_words_is_verified(article: str, said: str) -> None:
    found = support(said, [Basis(article)])
    assert (found.kind, found.reason) == ("close", "")


@pytest.mark.parametrize(
    ("article", "said"),
    [
        (BRIDGE, "Tom Kim said that the bridge would open in May."),
        (BRIDGE, "Governor Tom Kim declined to leave."),
        (PORT, "Velmar is the largest in the country."),
        (PORT, "Rebels are the largest in the country."),
        (MINISTRY, "The army said that its forces were stable."),
        (ARREST, "Police had denied taking bribes."),
        (STAFF, "The union has withdrawn its staff from Norland."),
        (STAFF, "The company urged talks with the union, and set up a camp."),
        (STAFF, "Workers set up a camp, and it has pulled its staff out of Norland."),
        (TOLL, "At least 69 civilians were wounded by floods and 228 were killed."),
        (TOLL, "Floods died in the two provinces."),
        (VOTE, "Three ballots were invalid and eight members abstained."),
        (VOTE, "The motion passed by 85 votes to 204, and three members abstained."),
        (VOTE, "Castor opposed it, and the court will hear the case in March."),
        (GIFTS, "Marn promised 200 million euros."),
        (GIFTS, "The work was funded by 15 donors in 340 towns."),
        (RISING, "The Order of Tarn killed thousands."),
        (RISING, "Thousands of soldiers died in it."),
        (LOSS, "Norland lost 5 billion dollars."),
        (LOSS, "It was the worst storm."),
        (COURT, "The dictator Arn Vel was shot in 1987."),
        (PLANS, "The cabinet kept the exchange shut."),
        (PLANS, "A fund bought shares."),
        (PLANS, "Prosecutors played a part in it."),
        (SPEECH, "Sudria’s army said that Ilan Dorn should have stopped them."),
        (SPEECH, "Vera Holm rejected the view that it was its work."),
        (ORDER, "The commander told Holt that the war was over."),
        (CALM, "South Tarn asked for help."),
    ],
)
def test_the_lie_beside_it_is_not(article: str, said: str) -> None:
    assert not support(said, [Basis(article)]).holds


def test_a_joined_sentence_is_shown_with_the_words_for_each_clause() -> None:
    found = support("The motion passed by 204 votes to 85, and three members abstained.", [Basis(VOTE)])
    assert [VOTE[start:end] for start, end in found.spans] == [
        "The motion passed by 204 votes to 85.",
        "Three members abstained and eight ballots were invalid.",
    ]


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("Rebels took Velmar, and Anna Lee said that she would stay.", 2),
        ("Rebels took Velmar; the army left the town, but 300 soldiers were caught.", 3),
        ("Rebels took Velmar, and freed the prisoners.", 0),
        ("Rebels took Velmar, and they freed the prisoners.", 0),
        ("Rebels took Velmar, and its port was closed.", 0),
        ("Rebels took Velmar, Tarn, and the town damaged in the storm.", 0),
        ("The office said that it was so, and that it was not.", 0),
        ("Velmar, which rebels took, and the army left, is on the coast.", 0),
        ("Rebels took Velmar, and so the army left the town.", 0),
    ],
)
def test_only_clauses_with_a_subject_of_their_own_are_taken_apart(said: str, parts: int) -> None:
    assert len(clauses(said)) == parts


@pytest.mark.parametrize(
    ("article", "said"),
    [
        ("The port will reopen when the mines have been cleared.", "The port will reopen."),
        ("The port will reopen in the event of a truce.", "The port will reopen."),
        ("Pending a ruling, the port will stay shut.", "The port will stay shut."),
        ("Should the court agree, the port will reopen.", "The port will reopen."),
        ("Only with a truce in place can aid be sent.", "Aid can be sent."),
        ("Sales rose in all regions but one.", "Sales rose in all regions."),
        ("Children under five were vaccinated.", "Children were vaccinated."),
        ("Half the town was flooded.", "The town was flooded."),
        ("Most ships have left.", "The ships have left."),
        ("Two out of three ships have left.", "The ships have left."),
        ("Every second ship has left.", "Every ship has left."),
        ("Lee, who beat Holm in May, resigned.", "Holm resigned."),
        ("The wife of Lee, who was shot, left town.", "Lee left town."),
    ],
)
def test_what_is_said_of_less_or_of_another_is_not_verified(article: str, said: str) -> None:
    assert not support(said, [Basis(article)]).holds
    assert support(article, [Basis(article)]).kind == "verbatim"


def test_some_of_them_may_be_left_uncounted() -> None:
    assert support("Ships have left the port.", [Basis("Several ships have left the port.")]).holds
    assert support("The port will reopen when the mines are cleared.", [Basis(
        "The port will reopen when the mines are cleared, the mayor said.")]).holds  # fmt: skip
