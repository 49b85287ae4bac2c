"""What kind of thing a question asks for, by its words."""

import re
from typing import Literal

from rag.dates import MONTHS

QuestionKind = Literal[
    "timeline", "who", "when", "where", "how_many", "why", "meaning", "said", "reaction", "yes_no", "compare",
    "what"
]

ASKS_RESULT = re.compile(
    r"""^(?!(?:and[ ]|but[ ]|so[ ])?(?:who|whom|whose|why|when|where|how|did|does|do|is|are|will|has|have|can
        |what[ ](?:did|does|do|will))\b)
    (?:(?:.*[ ])?score(?:line)?s?(?=\W*$|[ ](?:of|in|from|between|for|at|when|on|against)\b)
    |(?=.*\b(?:v|vs|versus|against|match|game|final|semi-?final|replay|derby|play-?off)\b)(?:.*[ ])?results?\b)""",
    re.I | re.X,
)
"""A question for the score of a game: "ham v lonn score"."""

# The first that matches decides.
_KINDS: tuple[tuple[QuestionKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.I | re.X))  # type: ignore[misc]
    for kind, pattern in (
        (
            "timeline",
            rf"""\b(timeline|chronology|chronicle|(sequence|course)[ ]of[ ]events|key[ ](events|dates|moments))\b
            | ^how[ ](did|has|have)\b.*\b(unfold|develop|evolve|progress|play(ed)?[ ]out|begin[ ]and[ ]end)
            | ^how[ ](has|have)\b.*\b(changed|evolved)\b | ^(in[ ])?(which|what)[ ]years\b
            | ^(and[ ]|but[ ]|so[ ])?what[ ](has[ ]|have[ ]|else[ ])?(happened|changed|become)\b.*\b(since|between
            |over[ ]the[ ](past|last|course)|in[ ]the[ ](past|last)[ ](\w+[ ])?(weeks|months|year|years))\b
            | ^(and[ ]|but[ ]|so[ ])?what[ ](has[ ]|else[ ])?happened[ ](?:(?!after\b|before\b).)*\b
            (after|before|following|until|in[ ]the[ ]run-up[ ]to)[ ](?!all\b|that\W*$)
            | \b(events?[ ]|what[ ])(that[ ])?(led|leading)[ ]up[ ]to\b
            | ^(the[ ])?((whole|full|entire)[ ])?(story|history)[ ](of|behind)\b
            | ^(and[ ]|but[ ]|so[ ])?what[ ](has[ ]|else[ ])?happened\b.*[ ](in|during)[ ](([a-z]+[ ]){{0,3}}(19|20)\d\d
            |({MONTHS}|(last|this)[ ]month)([ ](19|20)\d\d)?)\W*$""",
        ),
        ("how_many", ASKS_RESULT.pattern),
        ("compare", r"\b(compare[ds]?|differ\w*|versus|vs\.?|more[ ].*[ ]than|both)\b"),
        (
            "meaning",
            r"""\bmeans?[ ]for\b | \bmean(s|t|ing)?[ ](to|that)\b
            | \bwhat[ ](does|do|did|would|will|could|is|are)[ ].+[ ]mean\b
            | \b(why|what[ ]makes?)\b.*[ ](important|matter(s|ed)?)\b
            | \b(implication|consequence|significan|importance)\w* | \b(impact|effect)s?\b.*\b(of|on)\b
            | ^how[ ](has|have|had|did|does|do|will|would|could|might|can|is|are)\b.+[ ](affect|hurt|harm)(s|ed|ing)?\b
            | ^what[ ](happens|would[ ]happen|will[ ]happen)[ ]if\b | \bat[ ]stake\b""",
        ),
        (
            "why",
            r"""\bwhy\b | \bhow[ ]come\b | \bwhat[ ](caused|led|explains|prompted|triggered|sparked|motivated|drove)\b
            | \bwhat([’']s|[ ](is|are|was|were|lies|lay))[ ](driving|behind)\b | \breasons?\b
            | \bhow[ ]did\b.{1,80}\b(start|begin|break[ ]out|come[ ]about)\b | \bcauses?[ ]of\b
            | \b(what|which)[ ](explanation|rationale|motive|justification)s?\b""",
        ),
        (
            "how_many",
            r"""\bhow[ ](?!(?:did|do|does|is|are|was|were|come|about|can|could|will|would|should|to|the
            |has|have|had|he|she|it|they)\b)\w+
            | \bwhat[ ](number|percentage|share|proportion|figure|price|sum|amount|toll)\b
            | \b(over|for|within)[ ](what|which)[ ](period|length|stretch)\b
            | ^what(['’]s|[ ](is|was|are|were))[ ](?:(?!(?:on|of|about|for|in|with|to|behind)\b)[\w’'-]+[ ]){0,6}?
            (salar(y|ies)|age|price|height|weight|population|size|wages?|fees?|speed|score|distance|temperature|turnout
            |majority|budget|profit|revenue|rates?|deficit|unemployment|inflation)\b
            | ^what(['’]s|[ ](is|was|are|were))[ ](?:(?!(?:on|of|about|for|in|with|to|behind)\b)[\w’'-]+[ ]){0,6}?
            (toll|number|figure|count|tally|total)s?(?=\W*$|[ ](?:of|for|in|from|after|by|on|at|among|so|now|as)\b)
            | ^(what[ ](is|was|are|were)[ ])?(the[ ])?((current|latest|final|official|total|death)[ ]){0,2}
            (price|cost|fine|toll|number)s?[ ](of|for)\b | \b(toll|cost)[ ]\w+\?$
            | ^what[ ](did|does|do|will|would|has|have|had)[ ].{1,60}\bcost\b
            | \b(record|winning|winner['’]?s|finish(ing)?|race|lap|qualifying)[ ]times?\b(?![ ](?:when|that))""",
        ),
        (
            "when",
            r"""^(and[ ]|but[ ]|so[ ])?([a-z]+[ ])?when\b | \bwhen\W*$
            | \bwhen[ ](did|does|do|is|are|was|were|will|has|have|had|can|could|should)\b
            | \b(what|which)[ ](day|date|year|month|time|week|hour)\b | \bhow[ ]long[ ]ago\b
            | ^what(['’]s|[ ](is|was|are|were))[ ]the[ ]([\w’'-]+[ ]){0,2}(date|day)s?\b""",
        ),
        (
            "where",
            r"""\b(where|whereabouts)\b
            | \b(what|which)[ ](city|cities|country|countries|town|place|province|state|port|region|district|village
            |venue|county|continent)\b""",
        ),
        (
            "said",
            r"""\bwhat[ ](did|does|do|has|have)[ ].+[ ]
            (say|said|tell|told|announced?|warn(ed)?|demand(ed)?|call(ed)?[ ]for|claim(ed)?)\b""",
        ),
        (
            "reaction",
            r"""^((and|but|so)[ ])?how[ ](did|do|does|has|have|will|would|is|are|was|were)[ ].{1,80}[ ]
            (react|respond)(ed|ing)?\b
            | ^what[ ](is|was|were|are|has[ ]been)[ ].{1,80}[’']s?[ ]([a-z]+[ ])?(reaction|response)s?[ ]to\b""",
        ),
        (
            "who",
            r"""(^|[,;:.?!—–-]['"’”)]*\s*|\b(and|or|but|of|by|to|for|with|from|about|on|at|against|in|me|knows?|says?|tell|is
            |was|are|were|did|does|exactly)[ ])(who|whom|whose)\b
            | \b(what|which)[ ](person|individual|leader|president|minister|official|politician|senator|lawmaker|company
            |group|team|actor|actress|singer|player|athlete|author|celebrity|man|woman|commander|officer|judge|lawyer
            |doctor|expert|scientist|analyst|mayor|governor|general|diplomat|firm|party|organi[sz]ation)\b""",
        ),
        (
            "yes_no",
            r"""^((and|but|so)[ ])?
            (is|are|was|were|did|does|do|has|have|had|can|could|will|would|should)\b""",
        ),
    )
)


def kind_of(text: str) -> QuestionKind:
    """The kind of a question; "what" where its words say nothing."""
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "what")
