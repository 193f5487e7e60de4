"""From terms to entities: whole-corpus, deterministic, each decision with its reason."""

from kg.resolve.known import Known, known
from kg.resolve.mint import Resolution, apart, resolve
from kg.resolve.why import Verdict, why

__all__ = ["Known", "Resolution", "Verdict", "apart", "known", "resolve", "why"]
