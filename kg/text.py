"""The only string normalisation of the project: titles, names and slugs."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
_QUOTES = {ord("\u2018"): "'", ord("\u2019"): "'", ord("\u201c"): '"', ord("\u201d"): '"'}


def plain(text: str) -> str:
    """NFKC, plain dashes and quotes, single spaces; case is kept."""
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES).translate(_QUOTES)
    return " ".join(folded.split())


def title_key(title: str) -> str:
    """What makes two titles one: their letters and digits, case folded, in any script."""
    return "".join(char for char in unicodedata.normalize("NFKC", title).casefold() if char.isalnum())


def digest(*parts: str, size: int = 16) -> str:
    """First ``size`` hexadecimal digits of the SHA-256 of the parts, each ended by a zero byte."""
    hasher = hashlib.sha256()
    for part in parts:
        hasher.update(part.encode("utf-8", "surrogatepass"))
        hasher.update(b"\0")
    return hasher.hexdigest()[:size]


def slug(name: str) -> str:
    """Readable part of an id: lower case, words joined by hyphens, marks that tell names apart kept (c++, gpt-3.5)."""
    base = unicodedata.normalize("NFKD", plain(name)).casefold()
    kept = "".join(char for char in base if not unicodedata.combining(char))
    return re.sub(r"[^\w.+#]+", "-", kept).strip("-.")
