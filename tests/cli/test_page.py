"""``kg page``: the methods of a dataset, benchmark or task by year."""

from __future__ import annotations

import csv
import io

from .conftest import kg, told
from .shapes import PAGE, check, check_literal


def test_the_document(graph, opened, texts, titles):
    ran = kg("page", "ImageNet", "--limit", 0, "-g", graph, "--json")
    assert (ran.code, ran.err) == (0, "")
    check(ran.json, PAGE)
    years = [year["year"] for year in ran.json["years"]]
    assert years == sorted(years, reverse=True)
    assert len(years) > 3
    edges = {statement.key: {item.paper_id for item in statement.evidence} for statement in opened.store.statements()}
    for year in ran.json["years"]:
        assert year["count"] == len(year["methods"])
        for method in year["methods"]:
            for paper in method["papers"]:
                assert paper["date"][:4] == year["year"]
                for relation in paper["relations"]:
                    assert paper["id"] in edges[method["entity"]["id"], relation, "dataset:imagenet"]
            for code in method["repositories"]:
                own = code["relation"] == "IMPLEMENTED_IN"
                subjects = [method["entity"]["id"]] if own else code["papers"]
                assert all((each, code["relation"], code["entity"]["id"]) in edges for each in subjects)
    with_method = {paper["id"] for year in ran.json["years"] for each in year["methods"] for paper in each["papers"]}
    assert not with_method & {paper["id"] for paper in ran.json["papers"]}
    assert check_literal(ran.json, texts, titles)


def test_lines_are_years_and_rows_are_methods_then_papers(graph):
    document = kg("page", "ImageNet", "-g", graph, "--json").json
    assert kg("page", "ImageNet", "-g", graph, "--jsonl").lines == document["years"]
    header, *body = csv.reader(io.StringIO(kg("page", "ImageNet", "-g", graph, "--csv").out))
    assert header == ["year", "id", "type", "name", "relation", "papers", "paper_ids", "repositories"]
    methods = [each["entity"]["id"] for year in document["years"] for each in year["methods"]]
    assert [row[1] for row in body] == [*methods, *(paper["id"] for paper in document["papers"])]
    quoted = kg("page", "ImageNet", "-g", graph, "--csv", "--evidence", 1).out.splitlines()[0]
    assert quoted.endswith(",evidence")


def test_people_read_years_methods_papers_and_code(graph):
    ran = kg("page", "ImageNet", "-g", graph, "--evidence", 1, "--limit", 2)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0].startswith("ImageNet  (Dataset)  dataset:imagenet, ")
    assert any(line.startswith("2021  ") and line.endswith(" methods") for line in lines)
    assert any(line.startswith("      https://github.com/") for line in lines)
    assert any(line.startswith('        "') for line in lines)
    assert any(line.startswith("  and ") and line.endswith(" more") for line in lines)
    assert "papers that name it without a method" in lines


def test_what_has_no_page(graph):
    assert "only datasets, benchmarks and tasks have a page" in told(kg("page", "BERT", "-g", graph), 2)
    ran = kg("page", "ImageNet", "--since", "2090", "-g", graph, "--json")
    assert (ran.code, ran.json["years"], ran.json["papers"]) == (1, [], [])


def test_a_task_has_one_too(graph):
    document = kg("page", "image classification", "-g", graph, "--json").json
    check(document, PAGE)
    relations = {each for year in document["years"] for method in year["methods"] for each in method["relations"]}
    assert relations == {"USED_FOR"}
