"""Short and long forms of a name: "Balanced Averaging (BANG)" and "BANG (Balanced Averaging)".

After Schwartz & Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text" (PSB 2003),
extended for this field: digits and inner capitals in the short form, initials inside hyphenated words, plurals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model import Span

_BRACKET = re.compile(r"\(([^()]{2,120})\)")
_WORD = re.compile(r"[^\W_]+(?:['’][a-z]+)?")
_SHORT = re.compile(r"[^\W_][\w.+&/\-^*]{0,14}[\w+*]|[^\W\d_]{2,}(?:[ -][A-Z0-9][\w.-]*)?")
_BREAK = re.compile(r"[.;:,()\[\]!?]\s|\n|[()\[\]]|(?<=[a-z])\.(?=[A-Z][a-z])")
_BASED = re.compile(r"\bbased on\b", re.I)  # says how something works, not what it is called
_FUNCTION = frozenset("the a an of for and with in on to by from via using called named our is as or".split())


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A definition in a text: where the short and the long form stand there."""

    short: Span
    long: Span


def _looks_short(text: str) -> bool:
    """Whether a string could be a short form: compact, with capitals or digits."""
    if not _SHORT.fullmatch(text) or not 2 <= len(text) <= 15:
        return False
    capitals = sum(char.isupper() for char in text)
    return (capitals >= 2 or (capitals >= 1 and any(char.isdigit() for char in text))) or (
        capitals == 1 and len(text) <= 6 and text[0].isupper() and not text[1:].islower()
    )


def _letters(short: str) -> str:
    """The characters of a short form that its long form has to account for."""
    body = re.sub(r"(?<=[A-Z0-9])s$", "", short)  # plural: LLMs
    return "".join(char for char in body if char.isalnum()).lower()


def _repeated(letters: str) -> str:
    """A digit may count the letter before it: S3FT is SSSFT."""
    return re.sub(r"([a-z])([2-4])", lambda match: match[1] * int(match[2]), letters)


def _match_back(letters: str, long: str) -> int | None:
    """Offset in ``long`` from which it spells ``letters``, right to left; the first letter begins a word."""
    place, index = len(long) - 1, len(letters) - 1
    low = long.lower()
    while index >= 0:
        char = letters[index]
        while place >= 0 and (low[place] != char or (index == 0 and not _begins(low, place))):
            place -= 1
        if place < 0:
            # a digit may stand for a number word or count repeated initials (S3FT): it has to match nothing itself
            if char.isdigit() and index > 0:
                return _match_back(letters[:index] + letters[index + 1 :], long)
            return None
        place -= 1
        index -= 1
    return place if place >= 0 and low[place].isalnum() else place + 1  # the e before an x


def _begins(low: str, place: int) -> bool:
    """Whether a letter begins a word; the x of "extreme" does (XMC, XGBoost)."""
    if low[place] == "x" and place > 0 and low[place - 1] == "e":
        place -= 1
    return place == 0 or not (low[place - 1].isalnum() or low[place - 1] == "_")


def _initials(letters: str, words: list[re.Match[str]]) -> int | None:
    """Index of the word from which the initials of the content words spell ``letters`` exactly, if any."""
    for first in range(len(words) - 1, -1, -1):
        tail = words[first:]
        every = "".join(_initial(word[0].lower(), letters) for word in tail)
        content = "".join(_initial(word[0].lower(), letters) for word in tail if word[0].lower() not in _FUNCTION)
        if letters in (every, content) and every[0] == letters[0]:
            return first
        if len(tail) > 2 * len(letters) + 2:
            break
    return None


def _initial(word: str, letters: str) -> str:
    """The first letter; x for "cross" and "ex" where the short form has one (XIRL, XMC)."""
    return "x" if "x" in letters and word.startswith(("cross", "ex")) else word[0]


def _whole_word(text: str, begin: int) -> int:
    """Start of the hyphenated word around ``begin``: "self-supervised" is not cut."""
    while begin > 1 and text[begin - 1] in "-\u2010\u2011" and text[begin - 2].isalnum():
        begin -= 2
        while begin > 0 and text[begin - 1].isalnum():
            begin -= 1
    return begin


def _long_before(text: str, end: int, short: str) -> Span | None:
    """The long form of ``short`` that ends at ``end`` (just before the bracket)."""
    letters = _letters(short)
    head = text[:end].rstrip(" \t~'\"”’")
    start = max((match.end() for match in _BREAK.finditer(head)), default=0)
    words = list(_WORD.finditer(head, start))[-(2 * len(letters) + 3) :]
    if not words or not letters:
        return None
    exact = _initials(letters, words)
    exact = _initials(_repeated(letters), words) if exact is None else exact
    if exact is not None:
        return Span(_whole_word(head, words[exact].start()), len(head))
    offset = _match_back(letters, head[words[0].start() :])
    if offset is None:
        return None
    begin = _whole_word(head, words[0].start() + offset)
    count = len(_WORD.findall(head[begin:]))
    if count > min(len(letters) + 4, 2 * len(letters) + 1) or len(head) - begin <= len(short):
        return None
    return Span(begin, len(head)) if _plausible(head[begin:], short) else None


def _plausible(long: str, short: str) -> bool:
    """Guard against chance matches: the long form is no sentence and does not hold the short one."""
    words = [word.lower() for word in _WORD.findall(long)]
    if not words or words[0] in _FUNCTION or short.lower() in words or _BASED.search(long):
        return False
    initial = sum(word[0] in _letters(short) for word in words if word not in _FUNCTION)
    return initial * 2 >= sum(word not in _FUNCTION for word in words)


def _long_within(text: str, bracket: re.Match[str], short: str) -> Span | None:
    """The long form of ``short`` inside the bracket behind it; or of its capitals alone ("PCB-Merging")."""
    head = short.split("-")[0]
    for part in (short, head) if head.isupper() and len(head) > 1 else (short,):
        long = _long_before(text[: bracket.end() - 1], bracket.end() - 1, part)
        if long and long.start >= bracket.start():
            return long
    return None


def find_abbreviations(text: str) -> list[Abbreviation]:
    """Every definition in ``text``, in order of the short form."""
    found = []
    for match in _BRACKET.finditer(text):
        inner = re.split(r"[,;]\s|\s(?:or|for|i\.e)\b", match[1])[0].strip().strip("\"'“”")
        begin = text.index(inner, match.start()) if inner else match.start()
        before = re.search(r"[^\s()\[\],;:]+$", text[: match.start()].rstrip())
        if _looks_short(inner):
            long = _long_before(text, match.start(), inner)
            if long:
                found.append(Abbreviation(Span(begin, begin + len(inner)), long))
                continue
        if before and _looks_short(before[0]) and " " in match[1].strip():
            long = _long_within(text, match, before[0])
            if long:
                found.append(Abbreviation(Span(before.start(), before.end()), long))
    return found
