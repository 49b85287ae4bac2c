"""Outlets whose report a question asks for."""

import re

from rag.view import View

_BEFORE = re.compile(
    r"(?:according to|(?:report|stor(?:y|ies)|article|account|piece|coverage|review|publish|written|print)s?(?:ed)?"
    r" (?:by|in|of|from|on)|(?P<asks>\b(?:did|does|do|has|have)))\s+(?:the\s+)?$",
    re.I,
)
_AFTER = re.compile(
    r"^(?:['’]s?)?\s+(?:ever\s+|also\s+)?"
    r"(?:(?P<says>say|said|report|reported|write|written|wrote|print|publish|tell|cover|describe)"
    r"|articles?|report(?:s|ed|ing)?|stor(?:y|ies)|account|coverage|count|piece|review|version)\b",
    re.I,
)


def reporters(text: str, view: View) -> list[tuple[str, frozenset[str]]]:
    """(name as it is written, the outlets that go by it) of those that a question asks the report of."""
    found = []
    for named in view.arrays.outlet_names.find(text):
        before, after = _BEFORE.search(text[: named.span[0]]), _AFTER.match(text[named.span[1] :])
        if (before and not before["asks"]) or (after and (not after["says"] or before)):
            found.append((text[slice(*named.span)], named.outlets))
    return list({name: (name, outlets) for name, outlets in found}.values())
