"""Words of more than one that say what one word says: "steps down" for "resign", and "3-1" for a score."""

import re

from rag.answer.figure_slot import DEGREES, NTH, RESULT, SPEED
from rag.caching import cached_by_text
from rag.content import content_terms
from rag.question import Question

_SAME = tuple(
    re.compile(rf"\b(?:{words})\b", re.I | re.X)
    for words in (
        r"""resign(?:s|ed|ing|ation)?|quit(?:s|ting)?|(?:step|stand)(?:s|ped|ping|ing)?[ ](?:down|aside)
        |stood[ ](?:down|aside)|bow(?:s|ed|ing)?[ ]out""",
        r"""replac(?:e[sd]?|ing)|succeed(?:s|ed|ing)?(?=[ ](?:(?-i:[A-Z])|him|her|them|the))|successor
        |(?:takes?|taking|took|taken)[ ](?:over[ ]from|(?:his|her|their)[ ]place)|in[ ](?:his|her|their)[ ]place
        |fill(?:s|ed|ing)?[ ]in[ ]for|caretaker|(?:tak(?:e|es|ing)|took)[ ](?:charge|the[ ]team)
        |(?:becomes|became|named|appointed)[ ](?:interim|acting)""",
        r"""apologi[sz](?:e[sd]?|ing)|apolog(?:y|ies)|(?:is|are|was|were|am|be)[ ](?:\w+[ ])?sorry
        |(?:say|says|said)[ ]sorry""",
        r"reject(?:s|ed|ing|ion)?|turn(?:s|ed|ing)?[ ]down|vot(?:e[sd]?|ing)[ ]down",
        r"cancel(?:s|led|ling|ed|ing)?|call(?:s|ed|ing)?[ ]off|scrap(?:s|ped|ping)?"
        r"|(?:wash|rain)(?:s|ed)?[ ](?:out|off)",
        r"postpone[sd]?|postponing|puts?[ ](?:off|back)|putting[ ](?:off|back)|reschedul(?:e[sd]?|ing)"
        r"|delay(?:s|ed|ing)?",
        r"arrest(?:s|ed|ing)?|detain(?:s|ed|ing)?|(?:taken|took|held|remanded)[ ]in(?:to)?[ ]custody",
        r"""dismiss(?:es|ed|al|ing)?|sack(?:s|ed|ing)?|(?:is|was|were|been|be|being)[ ]fired|fired(?=\W*$)
        |removed[ ]from[ ]office""",
        r"on[ ]strike|walk(?:s|ed|ing)?[ ]out|walkouts?|down(?:s|ed)?[ ]tools",
        r"convict(?:s|ed|ion)?|(?:found|finds?)[ ](?:[\w’'-]+[ ]){0,4}?guilty",
        r"acquit(?:s|ted|ting|tal)?|clear(?:s|ed)(?=[ ](?:of|him|her|them)|\W*$)|(?:found[ ])?not[ ]guilty",
        r"overturn(?:s|ed|ing)?|quash(?:es|ed|ing)?|(?:strik(?:es?|ing)|struck)[ ]down",
        r"releas(?:e[sd]?|ing)|freed|sets?[ ]free|walk(?:s|ed)?[ ]free",
        r"beat(?:s|en|ing)?|defeat(?:s|ed|ing)?|(?:win|wins|victory)[ ]over|overc[ao]me|s[ae]es?[ ]off|saw[ ]off",
        r"""relegat(?:e[sd]?|ion|ing)|(?:go|goes|going|went|gone)[ ]down|drop(?:s|ped)?[ ]out[ ]of""",
        r"promot(?:e[sd]?|ion|ing)|(?:go|goes|going|went|gone)[ ]up(?![ ](?:by|from|to|in)\b)",
        r"crash(?:es|ed|ing)?|collid(?:e[sd]?|ing)|collisions?|pile-?ups?",
        r"coach(?:es|ed|ing)?|manag(?:ers?|es|ing|ed(?![ ]to))|in[ ]charge",
        r"(?:withdr[ae]w(?:s|n|al|ing)?|(?:pull|drop)(?:s|p?ed|p?ing)?[ ]out|abandon(?:s|ed|ing)?)(?:[ ](?:of|from))?",
        r"host(?:s|ed|ing)?|present(?:s|ed|ers?)(?=[ ]by|\W*$|[ ](?:the|it)\b)",
        r"marr(?:y|ies|ied|iage)|wedding|wife|husband|widow(?:er)?|spouse",
        r"(?:sell|sells|selling|sold)[ -]out|all[ ](?:[\w’',]+[ ]){1,3}(?:was|were)[ ]sold",
        r"money[ ]back|refund(?:s|ed)?",
        r"(?:get|gets|got)[ ](?:hurt|injured)|injur(?:ed|y|ies)|hurt|bro(?:ke|ken)|fractur(?:e[sd]?|ing)|tore|torn",
        r"""(?:los(?:es?|t|ing)|without|no|cut[ ]off[ ]from)[ ](?:power|electricity)
        |(?:power|electricity)[ ](?:cuts?|outages?|failures?|loss)|outages?|blackouts?""",
        r"tv|television|on[ ]air|airs|aired|broadcast(?:s|ing)?",
        r"watch(?:es|ed)?|attend(?:s|ed|ance)?|crowd[ ](?:of|was)|spectators?|in[ ]front[ ]of[ ][\w ]{0,15}?\d",
        r"(?:pa(?:ys?|id|ying))[ ]for|fund(?:s|ed|ing)?|financ(?:e[sd]?|ing)|sponsor(?:s|ed|ing)?",
        r"side[ ]effects?|adverse[ ](?:effects?|reactions?|events?)",
        r"under[ ]control|contain(?:s|ed|ing|ment)?",
        r"best[ ]known|known[ ]for|famous|fame",
        r"forecast(?:s|ers?|ing)?|predict(?:s|ed|ing|ions?)?|(?:is|are|was|were)[ ]expected",
    )
)
MOVED_TO = r"(?:move|postpone|delaye?|push|reschedule|put)(?:d|ed)? (?:back |off )?(?:to|until|till|for)|new date"
NEW_DAY = (
    r"\bnow be\b|\bwill now\b|\b(?:until|till)\b|\b(?:mov|postpon|reschedul)\w+ (?:[\w’'-]+ ){0,3}?(?:to|for)\b"
)
"""How the new day of what was put off is asked for, and told."""
_ASKED_AND_TOLD = tuple(
    (re.compile(rf"\b(?:{asked})\b", re.I), re.compile(told, re.I))
    for asked, told in (
        (r"(?:final )?(?:score|scoreline|results?)", RESULT),
        (r"magnitude|strength", r"\bmagnitude\b"),
        (r"(?:wind )?speeds?", SPEED),
        (r"hottest|warmest|coldest|(?:(?:record|highest|lowest) )?temperatures?", DEGREES),
        (r"(?:prize )?money|winnings", r"[$€£¥]\d"),
        (
            r"(?:record|winning|winner[’']?s|finish(?:ing)?|race|lap|qualifying) times?",
            r"\d[:.]\d\d\b|\b\d+ (?:hours?|minutes?|seconds?)\b",
        ),
        (
            r"cost(?:s|ing)?|prices?",
            r"\b(?:cost|price)|\b(?:for|worth|fee of) (?:about |around |up to )?[$€£]\d"
            r"|[$€£][\d.]+\w* (?:move|deal|transfer|fee)\b",
        ),
        (
            r"play(?:s|ing)?(?: \w+)? next|next (?:game|match|opponents?|fixture)|(?:face|meet)s?(?: \w+)? next",
            r"\b(?:will (?:travel|host|face|meet|play|visit|take on|be at)|hosts?|faces?|meets?|travels? to|takes? on"
            r"|at home to|away to)\b",
        ),
        (
            r"(?:in|of) the (?:\w+ ){0,2}?(?:table|standings|rankings?)|(?:what|which) (?:place|position)"
            r"|league position",
            rf"\bfinish\w* {NTH}|\b(?:top|bottom) of the\b|\b(?:is|are|was|were|lies?|stay(?:s|ed)?) {NTH}|\bpoints\b",
        ),
        (r"episodes?|instal+ments?", r"\bepisodes?\b|-part\b"),
        (
            r"people(?= (?:were (?:at|there)|watched|attended|saw|came|turned (?:up|out)))",
            r"\b(?:spectators?|crowds?|attendance|in front of|people)\b",
        ),
        (r"games?|match|fixture", rf"{RESULT}|\b(?:spectators?|crowds?|attendance)\b"),
        (
            r"(?:(?:are|is|was|were) (?:in|part of) the (?:[\w’'-]+ ){0,3}?(?:study|trial|survey))|"
            r"(?:tak(?:es?|ing)|took|taken) part|participa(?:nts?|te[sd]?|ting)|volunteers?|enrol(?:s|l|ls|led)?",
            r"\b(?:t(?:ak(?:es?|ing|en)|ook) part|participa|volunteer|enrol)"
            r"|\b(?:study|trial|survey|analysis|research|experiment) (?:of|with|involving|among|on) [\w ]{0,20}?\d",
        ),
        (
            r"scor(?:e[sd]|ing|ers?)",
            r"\bscor|\bnet(?:s|ted|ting)\b|\bequali[sz]|\bhead(?:s|ed|ing) (?:in|home|the|his|her)\b"
            r"|\b(?:added|got|with) the (?:first|second|third|fourth|only|winner|opener|winning)\b"
            r"|\b(?:opener|winner|hat-trick|brace|only goal)\b",
        ),
        (
            r"w[io]n(?:s|ning)?",
            r"\b(?:went|goes) to\b|\bpick(?:s|ed) up\b|\bpocket(?:s|ed)\b|\b(?:was|were) awarded\b"
            r"|\b(?:became|crowned|is) (?:the )?(?:\w+ ){0,3}?champions?\b"
            r"|\bt(?:ook|akes|aken) (?:home|gold|silver|bronze|the (?:title|prize|award))\b",
        ),
        (
            r"knock(?:s|ed|ing)?(?: [\w’'-]+){0,4}? out|eliminat(?:e[sd]?|ing)",
            r"\b(?:knock(?:s|ed|ing)?(?: [\w’'-]+){0,4}? out|eliminat(?:e[sd]?|ing)|go(?:es)? out|went out"
            r"|(?:beat|defeat(?:s|ed)?|win over)\b.{1,80}?\b(?:reach|advance|progress)"
            r"|end(?:s|ed|ing)? (?:[\w’'-]+ ){1,4}?(?:run|hopes))\b",
        ),
        (
            r"re-?open(?:s|ing)?",
            r"\bre-?open|\bopen(?:s|ed)? again\b|\b(?:closed|shut) (?:[\w’'-]+ ){0,3}?(?:until|till|for)\b",
        ),
        (
            MOVED_TO,
            NEW_DAY,
        ),
        (
            r"new(?= (?:[\w’'-]+ ){0,2}(?:manager|coach|captain|boss|chief|head|director|president|minister|mayor"
            r"|editor|leader|chair\w*|chancellor|conductor|presenter|host|owner))",
            r"\b(?:appoint|hir(?:e[sd]?|ing)|replac|succeed|nam(?:e[sd]|ing)|elect|sworn|chosen"
            r"|t(?:ak(?:es?|en|ing)|ook) (?:over|charge)|turn(?:s|ed)? to)",
        ),
    )
)
"""What a question says, and how a sentence tells it."""


def otherwise(question: Question) -> tuple[tuple[frozenset[str], re.Pattern[str]], ...]:
    """Terms of a question that stand for something news says in several ways, each with the pattern of all of them."""
    found = ((own.intersection(question.terms), pattern) for own, pattern in _found(question.text))
    return tuple((own, pattern) for own, pattern in found if own)


@cached_by_text(256)
def _found(text: str) -> tuple[tuple[frozenset[str], re.Pattern[str]], ...]:
    same = ((pattern, pattern) for pattern in _SAME)
    found = ((asked.search(text), told) for asked, told in (*same, *_ASKED_AND_TOLD))
    return tuple((frozenset(content_terms(match.group())), pattern) for match, pattern in found if match)
