"""How right extraction and resolution are, against annotated papers."""

from kg.evaluate.resolution import ResolutionScores, evaluate_resolution, visible
from kg.evaluate.score import Errors, Scores, evaluate

__all__ = ["Errors", "ResolutionScores", "Scores", "evaluate", "evaluate_resolution", "visible"]
