"""Repositories: URLs at which code, weights, data or a project page is served."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from kg.extract.names import common_words
from kg.model import Span

_HOSTS = (
    r"github\.com|gitlab\.com|bitbucket\.org|huggingface\.co|hf\.co|anonymous\.4open\.science|sites\.google\.com|"
    r"zenodo\.org|kaggle\.com|youtu\.be|youtube\.com|aka\.ms|colab\.research\.google\.com|modelscope\.cn|osf\.io|"
    r"figshare\.com|[\w-]+\.github\.io|[\w-]+\.readthedocs\.io|[\w-]+\.github\.com"
)
_PATH = r"[^\s<>\"'()\[\]{}|,;]*(?:\([^\s()]*\)[^\s<>\"'()\[\]{}|,;]*)*"
_URL = re.compile(
    rf"""
    (?:https?:[ ]?//[ ]?|(?<![\w./@-])www\.)                  # with a scheme ("https: //" occurs) or www
    (?=[\w-]+[.\w-]*\.|\w[\w-]*-[ ][\w-]+\.github\.io)[\w-]{_PATH}
  | (?<![\w./@-])(?:{_HOSTS})(?![\w-])(?:/{_PATH})?                        # a bare host that is known to serve code
  | (?<=\bat\s)(?:[\w-]+\.)+(?:com|org|io|ai|net|edu|dev|ch|cc)(?![\w.]*\w)(?:/{_PATH})?   # "... at name.org"
    """,
    re.X | re.I,
)
# A blank inside an address, as typesetting leaves it: "github.com/owner/ name", "https://some- name.github.io/".
_BROKEN = re.compile(r"(?<=[/-]) (?=\w[\w-]*(?:\.github\.io)?/?(?:[.,;)\s]|$))")
_TRAILING = ".,;:!?)]}'\"*\\"
_CODE = ("github.com", "gitlab.com", "bitbucket.org", "anonymous.4open.science")
_HUB = ("huggingface.co", "hf.co", "modelscope.cn", "kaggle.com", "zenodo.org", "figshare.com", "osf.io")
_OTHER = ("youtube.com", "youtu.be", "vimeo.com", "bilibili.com", "arxiv.org", "doi.org", "twitter.com", "x.com")


@dataclass(frozen=True, slots=True)
class Url:
    """An address in a text: where it stands, as written, and what it serves."""

    span: Span
    text: str
    kind: str


def canonical(url: str) -> str:
    """The address without blanks, scheme, ``www.`` and final marks: ``github.com/owner/name``."""
    bare = re.sub(r"\s+", "", url).replace("\\", "")
    bare = re.sub(r"^(?:https?:)?//", "", bare, flags=re.I)
    bare = re.sub(r"^www\.", "", bare, flags=re.I).rstrip("/.,;)")
    host, slash, path = bare.partition("/")
    # hosts do not tell case apart, nor do owners and names on the code hosts
    lowered = path.removesuffix(".git").lower() if host.lower() in _CODE else path
    return host.lower() + slash + lowered


def kind_of(url: str) -> str:
    """What an address serves: ``code``, ``hub`` (models and data), ``project`` (a page) or ``other`` (video, paper)."""
    host = urlsplit("//" + canonical(url)).hostname or ""
    for kind, hosts in (("code", _CODE), ("hub", _HUB), ("other", _OTHER)):
        if any(host == known or host.endswith("." + known) for known in hosts):
            return kind
    return "project"


def _trim(text: str, start: int, end: int) -> int:
    """Where an address ends without closing marks; a bracket that was opened inside it belongs to it."""
    while end > start and (text[end - 1] in _TRAILING or text[end - 1].isspace()):
        if text[end - 1] == ")" and text.count("(", start, end) == text.count(")", start, end):
            break
        end -= 1
    return end


def _mended(text: str, end: int, begin: int) -> int:
    """Where an address goes on after a blank: not over a common word that the sentence goes on with."""
    tail = re.compile(r"[\w./~-]+").match(text, begin)
    if tail is None or (tail[0].casefold() in common_words() and text[tail.end() : tail.end() + 1].isspace()):
        return end
    return tail.end()


def find_urls(text: str) -> list[Url]:
    """Every address in ``text``, in order, each ending before a closing full stop or bracket."""
    found, last = [], 0
    for match in _URL.finditer(text):
        start, end = match.span()
        if start < last:
            continue
        broken = _BROKEN.match(text, end)
        if broken and text[end - 1] in "/-" and text[start:end].count("/") in (2, 3):
            end = _mended(text, end, broken.end())
        end = _trim(text, start, end)
        last = end
        address = text[start:end]
        found.append(Url(Span(start, end), address, kind_of(address)))
    return found
