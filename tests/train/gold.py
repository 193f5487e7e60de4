"""Annotated papers made up by a template: enough to train on, small enough for a test."""

from __future__ import annotations

from typing import Any

DATASETS = ("ImageNet", "COCO", "MNIST", "SQuAD", "Kinetics")
TASKS = ("image classification", "object detection", "machine translation", "code generation")


def record(number: int) -> dict[str, Any]:
    """One annotated paper; every third names a benchmark, every fourth a baseline."""
    name, data, task = f"Zorb{number}Net", DATASETS[number % 5], TASKS[number % 4]
    resource = f"Quux{number}Bench" if number % 3 == 0 else data
    other = f"Blat{number}" if number % 4 == 0 else "dropout"
    compared = f"It outperforms {other} by far. " if number % 4 == 0 else f"It is built on {other}. "
    return {
        "id": f"p{number:04}",
        "title": f"{name}: Trees for {task.title()}",
        "abstract": f"Trees are hard to grow. We propose {name}, a method for {task}. {compared}"
        f"We evaluate {name} on {resource} and report accuracy. Nothing else of note was found in the woods.",
        "entities": [
            {"type": "Method", "name": name, "surface": [name], "role": "introduced"},
            {"type": "Task", "name": task, "surface": [task, task.title()], "role": "addressed"},
            {"type": "Method", "name": other, "surface": [other], "role": "compared" if number % 4 == 0 else "used"},
            {
                "type": "Benchmark" if number % 3 == 0 else "Dataset",
                "name": resource,
                "surface": [resource],
                "role": "evaluated_on",
            },
            {"type": "Metric", "name": "accuracy", "surface": ["accuracy"], "role": "reported"},
        ],
        "relations": [
            [name, "USED_FOR", task],
            [name, "EVALUATED_ON", resource],
            [name, "COMPARED_WITH" if number % 4 == 0 else "BASED_ON", other],
        ],
    }


RECORDS = [record(number) for number in range(150)]
