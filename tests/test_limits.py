"""A sentence that drops a condition, says of all what holds of some, or turns a cause round is not verified."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.limits import objections
from rag.answer.support import support

FALSE = {
    "The ferry will sail on Monday if the wind turns.": ["The ferry will sail on Monday."],
    "Unless the wind turns, the port will reopen on Monday.": ["The port will reopen on Monday."],
    "The bank will lend Torvik 30 million crowns on condition that it sells its harbour.": [
        "The bank will lend Torvik 30 million crowns."
    ],
    "Visitors may swim in the lake except in July.": ["Visitors may swim in the lake."],
    "The law bans petrol cars from 2035.": ["The law bans petrol cars."],
    "The union promised quiet until the talks were over.": ["The union promised quiet."],
    "It is a myth that the drug cures malaria.": ["The drug cures malaria."],
    "A newspaper wrongly reported that the mayor took money from the builder.": [
        "The mayor took money from the builder."
    ],
    "Two of the five paintings were recovered by the police.": ["The five paintings were recovered by the police."],
    "The camera took 1,200 pictures, of which a tenth have reached the station.": [
        "The camera took 1,200 pictures, which have reached the station."
    ],
    "The town lost 24,000 people, most of whom moved to the coast.": ["The 24,000 people moved to the coast."],
    "The state will compensate owners whose houses were built before 1960.": ["The state will compensate owners."],
    "The raid was among the heaviest on the group in years.": ["The raid was the heaviest on the group in years."],
    "A train ran to Torvik on Monday for the first time since the flood.": [
        "A train ran to Torvik on Monday for the first time."
    ],
    "The tower is nearly 100 metres high.": ["The tower is 100 metres high."],
    "The minister appears to have left the country.": ["The minister has left the country."],
    "The bridge is thought to be safe.": ["The bridge is safe."],
    "Police are working on the assumption that the driver acted alone.": ["The driver acted alone."],
    "The new tram will open on 12 May.": ["The new tram opened on 12 May."],
    "Norland has agreed to send two frigates to the strait.": ["Norland has sent two frigates to the strait."],
    "Troops had orders to enter the town.": ["Troops entered the town."],
    "The workers went on strike because the factory closed.": [
        "The factory closed because the workers went on strike.",
        "Because the workers went on strike, the factory closed.",
    ],
    "The dam broke and the river rose.": ["The dam broke because the river rose."],
    "The council refused the firm 50 million euros in aid.": ["The council got the firm 50 million euros in aid."],
    "Ministers left the plan on the table.": ["Only ministers left the plan on the table."],
    "Shops opened on Sunday in Torvik.": ["All shops opened on Sunday in Torvik.", "Shops opened again on Sunday."],
    "Two children in the vaccine group and nine in the placebo group died.": [
        "Two children in the placebo group died."
    ],
    "At least 17 people died and 40 were missing after the storm.": ["At least 17 people were missing."],
    "Norland’s president and the first lady of Esk, Jill Barden, were among the guests.": [
        "Norland’s president, Jill Barden, was among the guests."
    ],
    "The project cost 90 million crowns, or about 8 million dollars.": ["The project cost 90 million dollars."],
    "Some of the men went to Lotha and others to Herm in Esk, a leader said.": [
        "Some of the men went to Lotha and Herm in Esk."
    ],
    "One ship was anchored off the coast and the other had changed course for Esk.": [
        "One ship had changed course for Esk."
    ],
    "A million people took part in the march on Saturday, the organisers said.": [
        "A million people took part in the march by the organisers on Saturday."
    ],
    "About 280 soldiers entered the grounds of the parliament of Norland.": [
        "How soldiers entered the parliament of Norland.",
        "Who entered the parliament of Norland?",
    ],
    "The convoy left the camp for Torvik.": ["The convoy left Torvik for the camp."],
}
TRUE = {
    "The ferry, which sails if the wind turns, was built in Torvik.": ["The ferry was built in Torvik."],
    "Ann Nesbo, who led the trial, said that it could save lives if it was cheap.": ["Ann Nesbo led the trial."],
    "The camera took 1,200 pictures, of which a tenth have reached the station.": ["The camera took 1,200 pictures."],
    "The police sent five teams to the prison, two of them with dogs.": ["Five teams were sent to the prison."],
    "Two of the five paintings were recovered by the police.": ["2 of the 5 paintings were recovered by the police."],
    "The prison stands on a hill about 30 kilometres north of Torvik.": [
        "The prison stands on a hill some 30 kilometres north of Torvik."
    ],
    "The council was forced to leave the hall.": ["The council left the hall."],
    "Norland has twice the number of ships it had until now.": ["Norland has twice the number of ships it had."],
    "The workers went on strike because the factory closed.": [
        "Because the factory closed, the workers went on strike.",
        "The workers went on strike.",
    ],
    "Esk and Norland condemned the raid on Torvik.": ["Esk condemned the raid on Torvik."],
}


@pytest.mark.parametrize(("evidence", "said"), [(e, s) for e, all_said in FALSE.items() for s in all_said])
def test_what_is_wider_than_the_article_or_turned_round_is_not_verified(evidence: str, said: str) -> None:
    found = support(said, [evidence])
    assert not found.holds
    assert found.reason


@pytest.mark.parametrize(("evidence", "said"), [(e, s) for e, all_said in TRUE.items() for s in all_said])
def test_what_leaves_out_nothing_that_bears_on_it_is_not_objected_to(evidence: str, said: str) -> None:
    assert list(objections(said, evidence)) == []


@pytest.mark.parametrize("evidence", [*FALSE, *TRUE])
def test_the_articles_own_sentence_is_verbatim(evidence: str) -> None:
    assert support(evidence, [evidence]).kind == "verbatim"
    assert list(objections(evidence, evidence)) == []


def test_several_sentences_as_they_stand_are_verbatim() -> None:
    told = "How did they leave? Nobody knows, if anybody ever did. Two of the five boats are gone."
    assert support(told, [told]).kind == "verbatim"


def test_a_false_return_is_no_denial() -> None:
    evidence = "A jury in Torvik acquitted Colin Prent of false accounting."
    assert support("Colin Prent was acquitted by a jury in Torvik.", [evidence]).kind != "contradicted"


@pytest.mark.parametrize(
    ("claim", "stands"),
    [
        ("The overthrow of Prent was the product of a plan made by two banks.", False),
        ("Ulla Benn testified that the overthrow of Prent was the product of a plan made by two banks.", True),
        ("Ulla Benn called the overthrow of Prent the product of a plan made by two banks.", True),
    ],
)
@pytest.mark.parametrize("verb", ["said", "testified"])
def test_what_somebody_said_is_not_so_because_of_it(claim: str, stands: bool, verb: str) -> None:
    evidence = f"Ulla Benn {verb} on Monday that the overthrow of Prent was the product of a plan made by two banks."
    said = "the article has it from somebody, whom it leaves out"
    assert (said not in [one.reason for one in objections(claim, evidence)]) is stands


def test_words_in_quotation_marks_are_somebodys_too() -> None:
    evidence = "“The embassy is active and its routine work goes on,” he told a news agency in Torvik."
    said = "the article has it from somebody, whom it leaves out"
    assert said in [one.reason for one in objections("The embassy is active and its routine work goes on.", evidence)]
    told = objections("He told an agency that the embassy is active and its routine work goes on.", evidence)
    assert said not in [one.reason for one in told]


def test_who_says_so_is_not_left_out_behind_allegedly_or_a_colon() -> None:
    said = "the article has it from somebody, whom it leaves out"
    heard = "Holm testified on Monday that his finger was broken in May after Berg allegedly threw a bottle at him."
    claim = "The finger was broken in May after Berg allegedly threw a bottle at him."
    assert said in [one.reason for one in objections(claim, heard)]
    told = "Holm testified that his finger was broken in May after Berg allegedly threw a bottle at him."
    assert support(told, [heard]).holds
    headline = "Health adviser: Government will make better masks for children"
    assert said in [one.reason for one in objections("The government will make better masks for children.", headline)]
    assert support("The health adviser said the government will make better masks for children.", [headline]).holds
    moon = "A full moon lights the sky this week."
    assert support(moon, [f"Harvest moon: {moon}"]).holds


def test_a_quotation_that_is_not_closed_tells_not_what_is_quoted() -> None:
    evidence = "The warnings come “as thousands of people head to the coast before the end of May”, police said."
    opened = "The warnings come “as people head to the coast before the end of May, police said."
    assert not support(opened, [evidence]).holds
    assert support("The warnings come “as thousands of people head to the coast”, police said.", [evidence]).holds


def test_a_name_alone_states_nothing() -> None:
    evidence = "General Park Ansu was named commander on Monday."
    assert not support("General Park Ansu", [evidence]).holds
    assert support("General Park Ansu was named commander.", [evidence]).holds


def test_a_heap_of_equal_words_takes_no_time() -> None:
    heap = "and Ann met Bo, because " * 20_000
    assert [one.reason for one in objections(heap, heap)] == ["it is too long to be compared"]
    assert support(heap, [heap]).kind == "verbatim"


@given(st.text(max_size=120), st.text(max_size=120))
def test_no_text_is_too_odd(claim: str, evidence: str) -> None:
    assert all(not one.hard for one in objections(claim, evidence))
