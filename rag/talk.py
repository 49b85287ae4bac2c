"""What is said in a chat beside the questions: thanks, corrections, asking for the source, returning to a matter."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from rag.content import content_terms

MAX = 120
"""Code points of a correction and its like."""
_TALK = (
    r"(?:(?:many )?thanks(?: a lot| (?:so|very) much)?|thank you(?: (?:so|very) much)?|thx|cheers|ok(?:ay)?|all right"
    r"|alright|hello|hi(?: there)?|hey|great|good|cool|nice|perfect|wow|well|hm+|oh|ah|yes|yeah|yep|no|nope|sure|right"
    r"|i see|got it|interesting|sorry|please|by the way|btw|actually|wait|one more (?:thing|question)"
    r"|(?:another|next) question|good (?:morning|day|evening))"
)
_ASKING = (
    r"(?:and|but|so|then|who|whom|whose|what|which|when|where|why|how|tell|show|explain|can you|could you|back"
    r"|returning|going|coming|as for|i mean|i meant|not)\b"
)
_ASKS_NOW = (
    r"(?:(?:and|but|so|then) )?(?:who|whom|whose|what|which|when|where|why|how|tell|show|explain|can you|could you|back"
    r"|returning|i meant?)\b"
)
"""The same where no comma stands before it: "Good and evil" is no talk."""
_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b"
_ASKS = re.compile(rf"(?!not\b)(?:{_ASKING}|{_AUXILIARY})", re.I)
_OPENING = re.compile(
    rf"(?:{_TALK}(?:[ ]?[,.!:;…–—]+[ ]*|[ ]-+[ ]|[ ]+(?={_TALK}\b|{_ASKS_NOW})))+(?={_ASKING}|{_AUXILIARY})", re.I
)
"""What a turn begins with before it asks: "ok, and who won?"; "Good, Bad and Co. are ..." begins with a name."""
_ASKED_FOR = re.compile(
    r"""(?:(?:please|kindly|hello|hi|hey|ok|so)\b[ ,!.]*)*
    (?:(?:can|could|would|will)[ ]you[ ](?:please[ ])?(?:tell|explain|show|give|remind)(?:[ ](?:me|us|to[ ]me))?
    | do[ ]you[ ]know | i(?:[ ]would|['’]d)?[ ](?:want|like|need)[ ]to[ ]know | (?:tell|show|give|remind)[ ](?:me|us)
    | i(?:['’]m|[ ]am)[ ](?:wondering|curious|interested[ ]in)
    | please | explain(?:[ ]to[ ]me)? | (?:can[ ]you[ ]|could[ ]you[ ]|please[ ])*(?:summari[sz]e|describe|outline))
    (?:[ ](?:about|what[ ]you[ ]know[ ](?:about|of)))?[ ,:]+(?=\w+[ ]\w)""",
    re.I | re.X,
)
"""What a question is asked with, and is no part of it: "can you tell me", "summarise"."""
_CLOSING = re.compile(
    r"(?<=[?.!,])[ ]?(?:many )?(?:thanks|thank you|thx)(?: a lot| (?:so|very) much)?(?: in advance)?\W*$", re.I
)
_NOTHING = re.compile(rf"(?:(?:{_TALK}|bye|goodbye|(?:so|very) much|a lot|ha(?:ha)+|lol)\b[ ,.!?:;…)-]*)+", re.I)
_GREETING = re.compile(r"(?:(?:many )?thanks|thank you|thx|hello|hi|hey|good (?:morning|day|evening))\b", re.I)
_AGAIN = re.compile(
    r"""(?:(?:and|but|so)[ ])?(?:
    (?:oh[ ])?(?:really|seriously)|says[ ]who
    |who[ ]says(?:[ ](?:so|that|this))?|according[ ]to[ ](?:whom?|what)|(?:what(?:['’]s|[ ](?:is|was))[ ]
      (?:your|the|that)[ ])?(?:sources?|citations?|links?|evidence)|any[ ](?:sources?|links?)
    |do[ ]you[ ]have[ ](?:an?|any)[ ](?:sources?|links?|evidence)(?:[ ]for[ ](?:that|this|it))?
    |(?:(?:are|r)[ ])?(?:you|u)[ ](?:really[ ]|quite[ ])?sure(?:[ ]about[ ](?:that|this|it))?
    |how[ ](?:do|can|would)[ ]you[ ]know(?:[ ](?:that|this|it))?
    |is[ ](?:that|this|it)[ ](?:really[ ]|just[ ]|only[ ]|actually[ ])?(?:(?:an?|the)[ ])?
      (?:opinion|fact|rumou?r|confirmed|true|official|column|comment|news)(?:[ ](?:piece|article|report|or[ ]fact))?
    |(?:which|what)[ ](?:article|outlet|paper|newspaper|report|source)
      (?:[ ](?:is|was|says|said|reported|printed|wrote|has)(?:[ ](?:that|this|it|so))?(?:[ ](?:in|from))?)?
    |where[ ](?:is|was|does|did|do|have)[ ](?:that|this|it|you)[ ]
      (?:from|come[ ]from|published|printed|written|reported
        |(?:read|find|found|get|got|have)[ ](?:that|this|it)(?:[ ]from)?)
    |when[ ](?:is|was)[ ](?:that|this|it)[ ](?:published|printed|written|reported|from)
    |how[ ](?:old|recent|new)[ ]is[ ](?:that|this)(?:[ ](?:article|report|news|information))?
    |who[ ](?:wrote|reported|published|printed|said)[ ](?:that|this)(?:[ ](?:article|piece|report))?
    )\W*""",
    re.I | re.X,
)
"""What asks about the answer: the same quotes answer it, with outlet, author, date and kind beside them."""
_MORE = re.compile(
    r"""(?:(?:and|but|so)[ ])?(?:(?:what|anything)[ ]else(?:[ ](?:happened|is[ ](?:known|reported)|do[ ]you[ ]know))?
    |then[ ]what|go[ ]on|continue
    |(?:(?:tell|give|show)[ ]me[ ]|any[ ]|some[ ]|anything[ ])?(?:more|further)
      (?:[ ](?:details?|information|info|please|(?:on|about)[ ](?:it|that|this)))?
    )\W*""",
    re.I | re.X,
)
"""What asks for all else that was reported of the matter."""
_A_TEXT = re.compile(r"\b(?:articles?|books?|columns?|essays?|interviews?|letters?|memos?|papers?|polls?|reports?"
                     r"|stud(?:y|ies)|surveys?|texts?|tweets?|films?|songs?|rumou?rs?)\b", re.I)  # fmt: skip
_PREPOSITION = r"(?:in|on|at|from|for|of|to|by|with|about|after|before|against|near|during|since)"
_MEANT = re.compile(
    rf"""(?:(?:no|nope|sorry|wait|oh|actually|oops|well|hm+)\b[ ,.!:;…–—-]*)*
    (?:(?P<says>(?:what[ ])?i[ ](?:meant?|(?:wa|a)[sm][ ]asking[ ]about)|i['’]m[ ]asking[ ]about|make[ ]that)\b|rather\b
      |(?<=[,.!:;…–—-][ ])(?={_PREPOSITION}[ ]|the[ ]|(?-i:[A-Z])|\d|not[ ])
      |(?=not[ ].{{1,60}},[ ]|not[ ].{{1,60}}[ ]but[ ]))
    [ ,:]*(?P<meant>\S.*)""",
    re.I | re.X,
)
_NOT_THIS = re.compile(r"not (?P<wrong>[^,;]{1,60}?)(?:[,;]? but (?:rather )?|[,;] (?:but )?)(?P<right>\S.*)", re.I)
_AND_NOT = re.compile(
    r"(?P<right>\S.{0,60}?),? (?:(?:and |but )?not|instead of|rather than) (?P<wrong>\S.{0,60})", re.I
)
_THE_ONE = re.compile(rf"the (?:other )?ones? (?={_PREPOSITION} )", re.I)
_MOST_WORDS = 8
_ONLY = re.compile(
    rf"(?:(?:and|but) )?(?:only|just)(?: the ones?| those)? "
    rf"(?P<where>(?:{_PREPOSITION} \S.*?|(?P<outlet>(?:the )?(?-i:[A-Z]).*?)))(?: please)?[ ?.!]*",
    re.I,
)
_BACK = re.compile(
    r"(?:(?:let['’]?s )?(?:go(?:ing)? |com(?:e|ing) |get(?:ting)? )?back to|return(?:ing)? to|(?:now )?as for) "
    r"(?P<topic>[^,:;?!–—]{2,80}?)(?: again| now)?(?:[,:;.–—]+| -) ?(?P<asked>\S.*)",
    re.I,
)
_OF_MATTER = re.compile(
    r"(?:(?:and|but|so) )?(?:about |on |regarding |concerning )?(?P<topic>(?:the|that) [^,:;?!–—]{2,80}?)"
    rf"(?: again| now)?(?:[,:;–—]+| -) ?(?P<asked>(?:{_ASKING}|{_AUXILIARY}).*)",
    re.I,
)
_DID_YOU_MEAN = re.compile(r"Did you mean (?P<name>[^?]{1,80})\?\s*$")
_YES = re.compile(
    r"(?:(?:yes|yeah|yep|right|correct|exactly|sure|of course|please|thanks|i do|i did|that['’]?s (?:it|right)|sorry)\b"
    r"[ ,.!]*)+",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Meant:
    """What a correction puts in the place of what: "not 2024, 2023"."""

    right: str
    wrong: str = ""


def without_talk(text: str) -> str:
    """A turn without what is only said before and after what it asks: "thanks! can you tell me who died?"."""
    rest = text
    for said in (_OPENING, _ASKED_FOR):
        if opening := said.match(rest):
            rest = rest[opening.end() :]
    closing = _CLOSING.search(rest)
    return rest[: closing.start()].rstrip(" ,") if closing and closing.start() else rest


@dataclass(frozen=True, slots=True)
class Return:
    """A question with the matter before it that it is of."""

    topic: str
    asked: str
    sure: bool
    """Whether it says that it goes back; "the flood: who died?" may be of a new one."""


def asks(text: str) -> bool:
    """Whether words begin as a question does."""
    return _ASKS.match(text) is not None


def is_small_talk(text: str) -> bool:
    """Whether a turn asks nothing."""
    return _NOTHING.fullmatch(text) is not None


def greets(text: str) -> bool:
    """Whether a turn begins with thanks or a greeting; "Nice" may be a city."""
    return _GREETING.match(text) is not None


def asks_of_the_answer(text: str, about: str) -> bool:
    """Whether a turn asks where the answer comes from, and not of a report or a poll that was asked `about`."""
    return len(text) <= MAX and _AGAIN.fullmatch(text) is not None and not _A_TEXT.search(about)


def asks_for_more(text: str) -> bool:
    """Whether a turn asks for all else that was reported of what the one before it asked."""
    return len(text) <= MAX and _MORE.fullmatch(text) is not None


def correction(text: str) -> Meant | None:
    """What a turn says was meant instead; None where it corrects nothing."""
    match = _MEANT.fullmatch(text.rstrip("?.! ")) if len(text) <= MAX else None
    if match is None or len(match["meant"].split()) > _MOST_WORDS:
        return None
    if not match["says"] and re.search(rf"\b{_AUXILIARY}", match["meant"], re.I):
        return None
    said = _NOT_THIS.fullmatch(match["meant"]) or _AND_NOT.fullmatch(match["meant"])
    right, wrong = (said["right"], said["wrong"]) if said else (match["meant"], "")
    right = _THE_ONE.sub("", right, count=1)
    return Meant(right, wrong) if content_terms(right) or asks(right) else None


def narrowing(text: str) -> str:
    """What a turn adds to the question before it: "in December" of "only in December"; empty where it adds nothing."""
    match = _ONLY.fullmatch(text) if len(text) <= MAX else None
    if match is None or len(text.split()) > _MOST_WORDS or not content_terms(match["where"]):
        return ""
    where = match["where"].rstrip("?.! ")
    return f"according to {where}" if match["outlet"] else where


def returning(text: str) -> Return | None:
    """The matter that a turn goes back to, and what it asks of it: "back to the trial: who is the judge?"."""
    back = _BACK.fullmatch(text)
    match = back or _OF_MATTER.fullmatch(text)
    return Return(match["topic"], match["asked"], back is not None) if match and content_terms(match["topic"]) else None


def confirmed(text: str, asked: str, reply: str) -> str:
    """What was asked, with the name that the reply asked back and a turn says yes to; empty where it says no such."""
    offered = _DID_YOU_MEAN.search(reply[-200:])
    if not offered or " or " in offered["name"] or not _YES.fullmatch(text):
        return ""
    name, words = offered["name"], asked.split(" ")
    n = len(name.split())
    runs = [" ".join(words[at : at + n]) for at in range(len(words) - n + 1)]
    near = get_close_matches(name, runs, 1)
    end = re.search(r"(?:[’']s?)?\W*$", near[0]) if near else None
    return asked.replace(near[0], f"{name}{end.group()}", 1) if near and end else ""
