"""What the trained models say: their label sets, in the order of their outputs."""

from __future__ import annotations

# A resource is a dataset or a benchmark: which, is a second decision. Tools are told apart so as to be left out.
KINDS = ("Method", "Resource", "Task", "Metric", "Tool")
TAGS = ("O", *(f"{mark}-{kind}" for kind in KINDS for mark in "BI"))
ROLES = {
    "Method": ("introduced", "used", "compared", "mentioned"),
    "Resource": ("introduced", "evaluated_on", "trained_on", "mentioned"),
    "Task": ("addressed", "mentioned"),
    "Metric": ("reported", "mentioned"),
}
ROLE_LABELS = tuple((kind, role) for kind, roles in ROLES.items() for role in roles)
RELATIONS = (
    "EVALUATED_ON", "TRAINED_ON", "COMPARED_WITH", "BASED_ON", "PART_OF", "USED_FOR", "MEASURED_BY", "IMPLEMENTED_IN",
    "SUBTASK_OF",
)  # fmt: skip
# head kind -> tail kind, as the annotation guidelines allow them
SCHEMA: dict[str, frozenset[tuple[str, str]]] = {
    "EVALUATED_ON": frozenset({("Method", "Resource")}),
    "TRAINED_ON": frozenset({("Method", "Resource")}),
    "COMPARED_WITH": frozenset({("Method", "Method")}),
    "BASED_ON": frozenset({("Method", "Method")}),
    "PART_OF": frozenset({("Method", "Method"), ("Resource", "Resource"), ("Method", "Resource")}),
    "USED_FOR": frozenset({("Method", "Task")}),
    "MEASURED_BY": frozenset({("Resource", "Metric"), ("Task", "Metric"), ("Method", "Metric")}),
    "IMPLEMENTED_IN": frozenset({("Method", "Repository"), ("Resource", "Repository")}),
    "SUBTASK_OF": frozenset({("Task", "Task")}),
}
PAIR_KINDS = frozenset(pair for pairs in SCHEMA.values() for pair in pairs)


def kind_of(type_name: str) -> str:
    """The kind that the models know a type by."""
    return "Resource" if type_name in ("Dataset", "Benchmark") else type_name
