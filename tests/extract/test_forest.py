"""Trees as arrays: sums by class, chances, and what is not there."""

from __future__ import annotations

import numpy as np
import pytest

from kg.extract.forest import Forest

# two stumps: feature 0 at 0.5, feature 1 at 2; a leaf points at itself
ARRAYS = {
    "x.feature": np.array([0, 0, 0, 1, 0, 0], np.int16),
    "x.threshold": np.array([0.5, 0, 0, 2, 0, 0], np.float32),
    "x.left": np.array([1, 1, 2, 4, 4, 5], np.int32),
    "x.right": np.array([2, 1, 2, 5, 4, 5], np.int32),
    "x.value": np.array([0, -1, 1, 0, 10, 20], np.float32),
    "x.roots": np.array([0, 3], np.int32),
}
ROWS = np.array([[0.5, 2.0], [0.6, 2.5]], np.float32)


def forest(start: list[float]) -> Forest:
    return Forest.load({**ARRAYS, "x.start": np.array(start)}, "x")


def test_one_class_sums_all_trees():
    assert forest([0.5]).scores(ROWS).tolist() == [[9.5], [21.5]]


def test_trees_take_turns_over_the_classes():
    assert forest([0.5, 1.0]).scores(ROWS).tolist() == [[-0.5, 11.0], [1.5, 21.0]]


def test_chances():
    assert forest([-10.0]).chances(ROWS)[0] == pytest.approx(1 / (1 + np.exp(1.0)))
    assert forest([0.0, 0.0]).chances(ROWS).sum(1) == pytest.approx([1, 1])


def test_no_rows_no_chances():
    assert forest([0.0, 0.0]).chances(np.zeros((0, 2), np.float32)).shape == (0, 2)
    assert forest([0.0]).chances(np.zeros((0, 2), np.float32)).shape == (0, 1)


def test_a_forest_that_is_not_there():
    with pytest.raises(KeyError, match=r"y\.feature"):
        forest([0.0]).load(ARRAYS, "y")
