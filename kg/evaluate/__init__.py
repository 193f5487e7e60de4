"""How right the extraction is, against annotated papers."""

from kg.evaluate.score import Errors, Scores, evaluate

__all__ = ["Errors", "Scores", "evaluate"]
