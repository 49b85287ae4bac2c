"""Which English words stand for one another and which are opposed: small tables, and what follows from them."""

import re
from functools import lru_cache

from rag.answer.countries import PEOPLE
from rag.terms import terms

_OPPOSED = (
    "rise fall | rose fell | increase decrease | increase reduce | up down | before after | win lose | won lost | "
    "more less | more fewer | most few | most least | accept reject | accept refuse | allow ban | permit ban | open "
    "close | start end | begin end | continue end | resume cancel | above below | support oppose | arrive leave | "
    "enter leave | stay leave | return leave | remain leave | north south | east west | northern southern | eastern "
    "western | all some | none all | first last | guilty innocent | acquit convict | agree disagree | approve reject "
    "| alive dead | survive die | gain lose | advance retreat | attack defend | ally enemy | confirm deny "
    "| success failure | succeed fail | buy sell | higher lower | high low | old new | young old | strong weak | "
    "strengthen weaken | for against | male female | man woman | men women | husband wife | day night | early late | "
    "morning evening | left right | love hate | hire fire | import export | majority minority | maximum minimum | "
    "peace war | public private | legal illegal | inside outside | with without | join quit | resume suspend | lift "
    "impose | free arrest | release detain | extend cut | raise cut | raise lower | rise cut | prevent encourage | "
    "prevent cause | grant refuse | grant deny | give refuse | give deny | easier harder | easy hard | heavy light | "
    "heaviest lightest | repair damage | build destroy | criticise praise | condemn praise | temporary permanent | "
    "domestic international | wide narrow | large small | long short | odd even | conditional unconditional | "
    "withdraw offer | cancel approve | contradict confirm | plant fell | promise refuse | lead follow | friend enemy "
    "| same different | include exclude | hot cold | rich poor | safe dangerous | seller buyer"
)
_SYNONYMS = (
    "close shut | prison jail | inmate prisoner | aircraft plane aeroplane airplane | contradict dispute | begin "
    "start commence | company firm | buy purchase | promise pledge vow | remain stay | soldier troop | house home | "
    "protester demonstrator | stop halt | seize capture | flee escape | leave depart quit | destroy wreck | "
    "child kid | attempt try | allow permit | ban forbid prohibit | help assist aid | show display | "
    "large big | film movie | wound injure hurt | doctor physician | lawyer attorney | ship vessel | "
    "truce ceasefire armistice | foreign overseas | "
    "increase rise | decrease drop decline | resume restart | choose pick select | answer reply respond | yearly "
    "annual | edge outskirts | offensive assault attack | rebel insurgent | highway motorway | relation tie | cancel "
    "scrap | get receive obtain | name appoint | need require | idea view notion | sick ill | "
    "hit strike | grant give | phone telephone | version account | restore resume | fund finance | "
    "lawmaker legislator parliamentarian | inquiry investigation probe | blast explosion | quake earthquake | "
    "agreement accord pact deal | firefighter fireman | border frontier | petrol gasoline | include among"
)
_IRREGULAR = (
    "take took taken | fall fell fallen | leave left | say said | tell told | go went gone | begin began begun | rise "
    "rose risen | lose lost | win won | send sent | hold held | bring brought | buy bought | fight fought | fly flew "
    "flown | flee fled | find found | give gave given | know knew known | lead led | meet met | pay paid | run ran | "
    "see saw seen | sell sold | shoot shot | speak spoke spoken | spend spent | stand stood | strike struck | think "
    "thought | withdraw withdrew withdrawn | write wrote written | break broke broken | build built | catch caught | "
    "choose chose chosen | come came | drive drove driven | become became | get got | grow grew grown | keep kept | "
    "make made | put put | ring rang rung | swim swam swum | drink drank drunk | seek sought | show shown | steal "
    "stole | throw threw thrown | wear wore | hit hit | kill killed | die died dead death | withdraw withdrawal | "
    "arrive arrival | sing sang sung | freeze froze frozen | bear bore born | lend lent | feel felt | hear heard | "
    "sleep slept | shrink shrank | swear swore sworn | eat ate eaten | ride rode ridden | feed fed | lay laid | "
    "free freed freeing | west western | east eastern | north northern | south southern"
)
_DOERS = (
    "lead leader | win winner | own owner | donate donor donation | direct director | produce producer "
    "| manage manager | write writer | design designer | build builder | make maker | publish publisher | rule ruler "
    "| invest investor | employ employer | kill killer | attack attacker | train trainer | teach "
    "teacher | buy buyer | compose composer | conduct conductor "
    "| sponsor sponsorship | supply supplier | support supporter | lend lender | invent inventor"
)
"""Words for what somebody does and for who does it, which readers ask about and news tells in either form."""
_DERIVED = (
    "decide decision | destroy destruction | explode explosion | invade invasion | collide collision | expand "
    "expansion | extend extension | suspend suspension | describe description | permit permission | admit admission "
    "| apply application | sell sale | choose choice | fly flight | lose loss | speak speech | marry marriage wedding "
    "| treat treatment | agree agreement | sign signature | fail failure | close closure | depart departure | deny "
    "denial | survive survivor | bury burial | weigh weight | strong strength | high height | wide width | deep depth "
    "| poor poverty | free freedom | safe safety | absent absence | young youth | hungry hunger | angry anger | true "
    "truth | know knowledge | grow growth | pay payment | recover recovery | discover discovery | deliver delivery | "
    "deceive deception | compete competition | produce production | reduce reduction | introduce introduction | "
    "conclude conclusion | exclude exclusion | respond response | advise advice | prove proof | believe belief | "
    "injure injury | criticise criticism | apologise apology | rob robbery | steal theft | complain complaint | "
    "compare comparison | inspect inspector | occur occurrence | acquit acquittal | settle settlement"
)
"""Verbs and adjectives, and the nouns made of them, whose stems differ."""
_PLURALS = "thief thieves | wife wives | knife knives | wolf wolves"


IRREGULAR_PAST = frozenset(word for group in _IRREGULAR.split("|") for word in group.split()[1:]) - {
    "withdrawal", "arrival", "death", "dead", "put", "hit"
}  # fmt: skip
"""Forms of the past of verbs that are irregular."""


def _stem(word: str) -> str:
    return terms(word)[0]


def _same_words() -> dict[str, str]:
    groups = (group.split() for group in f"{_IRREGULAR} | {_PLURALS}".split("|"))
    found = {_stem(word): _stem(group[0]) for group in groups for word in group}
    for group in (group.split() for group in f"{_SYNONYMS} | {_DOERS} | {_DERIVED}".split("|")):
        first = found.get(_stem(group[0]), _stem(group[0]))
        found |= {stem: first for stem, base in found.items() if base in map(_stem, group)}
        found |= {_stem(word): first for word in group}
    return found


_SAME_WORD = _same_words()
"""Stem of an irregular form, or of a word that means the same -> stem that stands for all of them."""


def base(stem: str) -> str:
    """The stem that stands for a word: of "took" that of "take", of "jail" that of "prison"."""
    return _SAME_WORD.get(stem, stem)


@lru_cache(maxsize=8192)
def words(text: str) -> frozenset[str]:
    """Stem the words of a text, irregular verbs and synonyms brought to one of them."""
    return frozenset(map(base, terms(text)))


FREE = frozenset(
    _stem(word)
    for word in "roughly nearly almost approximately announce add alone itself themselves".split()
)
"""Stems of words that add nothing that could be wrong by itself."""

PARTICIPLES = r"\w{2,}(?:ed|ied)|" + "|".join(
    word for group in _IRREGULAR.split("|") for word in group.split()[1:] if word not in ("death", "arrival")
) + "|shut|cut|set|hurt|burnt|lent|left|laid|led|torn|sunk|frozen|bound|split|spread|struck|swept|dealt|drawn"
"""Pattern of what may be a past participle."""


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for pair in _OPPOSED.split("|"):
        a, b = (base(_stem(word)) for word in pair.split())
        found[a] = found.get(a, frozenset()) | {b}
        found[b] = found.get(b, frozenset()) | {a}
    return found


OPPOSITES = _opposites()
"""Stem -> the stems that mean the opposite."""

def _families() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group in f"{_IRREGULAR} | {_PLURALS}".split("|"):
        stems = {_stem(word) for word in group.split()}
        for stem in stems:
            found.setdefault(stem, set()).update(stems)
    return {stem: frozenset(family) for stem, family in found.items()}


FAMILY = _families()
"""Stem of an irregular word -> the stems of all its forms: "spend" and "spent"."""

_ENDINGS = ("n", "an", "ian", "i", "ese", "s", "ns", "ians", "is", "ish", "ism")


def root(one: str, other: str) -> bool:
    """Whether one stem names the people or the adjective of the other: "iranian" and "iran"."""
    short, long = sorted((PEOPLE.get(one, one), PEOPLE.get(other, other)), key=len)
    return long == short or (len(short) >= 4 and long.startswith(short) and long[len(short) :] in _ENDINGS)


@lru_cache(maxsize=16_384)
def forms(stem: str) -> frozenset[str]:
    """A stem, the one that stands for it, and what it may be without the ending of a people's name."""
    if stem in PEOPLE:  # a Nigerian is none of Niger
        return frozenset({stem, PEOPLE[stem]})
    endings = (stem.removesuffix(ending) for ending in _ENDINGS if stem.endswith(ending))
    return frozenset({stem, base(stem), *(form for form in endings if len(form) >= 4)})


def same(one: str, other: str) -> bool:
    """Whether two stems stand for one word, or for a people and its country."""
    return one == other or root(one, other)


OPPOSED_FUNCTION = frozenset(
    _stem(word) for word in "from to into before after in out up down with against for".split()
)
"""Stems among the opposites that another turn of phrase may bring in."""

_SHORT = (
    (re.compile(r"\b(?:the )?(?:United States(?: of America)?|U\.S\.(?:A\.)?|USA|Americans?)(?=\W|$)"), "US"),
    (re.compile(r"\b(?:the )?(?:United Nations|U\.N\.)(?=\W|$)"), "UN"),
    (re.compile(r"\b(?:the )?(?:United Kingdom|U\.K\.|UK)(?=\W|$)"), "Britain"),
    (re.compile(r"\b(?:the )?(?:European Union|E\.U\.)(?=\W|$)"), "EU"),
    (re.compile(r"\bTory\b"), "Conservative"),
    (re.compile(r"\bTories\b"), "Conservatives"),
)


_PHRASES = """
pull pulls pulled pulling | out of | withdraw withdraws withdrew withdrawing | from
pull pulls pulled pulling | out | withdraw withdraws withdrew withdrawing |
take takes took taking taken | place | happen happens happened happening happened |
take takes took taking taken | part in | join joins joined joining joined |
take takes took taking taken | over from | succeed succeeds succeeded succeeding succeeded |
come comes came coming | into force | take takes took taking | effect
come comes came coming | back | return returns returned returning |
go goes went going gone | back | return returns returned returning returned |
send sends sent sending | back | return returns returned returning |
go goes went going gone | up | rise rises rose rising risen |
go goes went going gone | down | fall falls fell falling fallen |
move moves moved moving | into | enter enters entered entering |
cross crosses crossed crossing | into | enter enters entered entering |
step steps stepped stepping | down | resign resigns resigned resigning |
pass passes passed passing | away | die dies died dying |
call calls called calling | for | urge urges urged urging |
call calls called calling | on | urge urges urged urging |
call calls called calling | off | cancel cancels cancelled cancelling |
put puts putting | off | postpone postpones postponing |
turn turns turned turning | down | reject rejects rejected rejecting |
set sets setting | up | establish establishes establishing |
carry carries carried carrying | out | conduct conducts conducted conducting |
shut shuts shutting | down | close closes closing |
hand hands handed handing | over | transfer transfers transferred transferring |
pay pays paid paying | for | fund funds funded funding |
ask asks asked asking | for | request requests requested requesting |
look looks looked looking | into | investigate investigates investigated investigating |
no | one | nobody |
"""
"""Verbs with a particle, and for each form the one word that says the same."""


def _phrases() -> dict[str, str]:
    found = {}
    for row in _PHRASES.strip().splitlines():
        forms, particle, meant, after = (part.strip() for part in row.split("|"))
        for one, other in zip(forms.split(), meant.split(), strict=True):
            found[f"{one} {particle}"] = f"{other} {after}".strip()
    return found


_ONE_WORD = _phrases()
_PHRASE = re.compile(rf"\b(?:{'|'.join(sorted(_ONE_WORD, key=len, reverse=True))})\b", re.I)
_SOME = re.compile(r"\b(?:around|roughly|approximately|some)(?= \d)", re.I)


_PULL_OUT = re.compile(r"\bpull(?:s|ed|ing)? (?P<whom>(?:[\w’'-]+ ){1,4}?)out of\b", re.I)


def reworded(text: str) -> str:
    """`canonical`, with one word for a verb and its particle ("pulled out of", "withdrew from")."""
    text = _PULL_OUT.sub(r"withdrew \g<whom>from", text)
    return _SOME.sub("about", _PHRASE.sub(lambda match: _ONE_WORD[match.group().lower()], canonical(text)))


def canonical(text: str) -> str:
    """Bring names that have a short form of their own to it."""
    for pattern, short in _SHORT:
        text = pattern.sub(short, text)
    return text
