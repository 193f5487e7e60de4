"""The questions of the book that Python answers, by the names of their functions."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from kg.query import questions_methods, questions_papers, questions_resources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kg.query.questions_methods import Row

FUNCTIONS: dict[str, Callable[..., Iterable[Row]]] = {
    name: function
    for module in (questions_methods, questions_papers, questions_resources)
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if not name.startswith("_") and function.__module__ == module.__name__
}
