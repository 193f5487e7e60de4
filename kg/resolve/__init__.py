"""From terms to entities: whole-corpus, deterministic, each decision with its reason."""

from kg.resolve.clusters import listed_aliases
from kg.resolve.mint import Resolution, resolve
from kg.resolve.why import Verdict, why

__all__ = ["Resolution", "Verdict", "listed_aliases", "resolve", "why"]
