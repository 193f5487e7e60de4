"""What a Neo4j database holds, read with queries of the tests' own, beside what it should hold."""

from __future__ import annotations

from kg.model import Evidence, RelationType, Span, Statement

CLAIMS = """
MATCH (a:Node)-[r]->(b:Node)
RETURN a.id AS subject, type(r) AS relation, b.id AS object, r.id AS id, r.support AS support,
       r.confidence AS confidence, r.evidence AS evidence
"""
EVIDENCE = "MATCH (e:Evidence)-[:IN]->(p:Paper) RETURN properties(e) AS e, p.id AS paper"
NODES = "MATCH (n:Node) RETURN labels(n) AS labels, properties(n) AS n"


def run(server, query, **params):
    with server.session() as session:
        return session.execute_write(lambda tx: [record.data() for record in tx.run(query, params)])


def held(server):
    """The statements as the database holds them, and the papers and entities as dictionaries by id."""
    said = {}
    for row in run(server, EVIDENCE):
        e = row["e"]
        numbers = e.get("spans", [])
        spans = tuple(Span(*pair) for pair in zip(numbers[::2], numbers[1::2], strict=True))
        item = Evidence(row["paper"], e["sentence"], e["start"], e["end"], spans, e["rule"], e["confidence"])
        said[e["id"]] = ((e["subject"], e["relation"], e["object"]), e["claim"], item)
    statements = {}
    for row in run(server, CLAIMS):
        key = (row["subject"], row["relation"], row["object"])
        items = [said.pop(each) for each in row["evidence"]]
        assert {(claim, of) for claim, of, _ in items} == {(key, row["id"])}
        statement = Statement(key[0], RelationType(key[1]), key[2], tuple(item for _, _, item in items))
        assert row["support"] == statement.support
        assert row["confidence"] == max(item.confidence for item in statement.evidence)
        statements[key] = set(statement.evidence)
    assert not said, "evidence of no claim"
    return statements, {row["n"].pop("id"): (set(row["labels"]), row["n"]) for row in run(server, NODES)}


def known(**values):
    return {name: value for name, value in values.items() if value is not None and value != []}


def wanted(truth):
    """The same of the truth, written down independently."""
    statements = {statement.key: set(statement.evidence) for statement in truth.statements()}
    nodes = {
        paper.id: (
            {"Node", "Paper"},
            known(
                title=paper.title,
                date=paper.date,
                url=paper.url,
                authors=None if paper.authors is None else list(paper.authors),
            ),
        )
        for paper in truth.papers()
    }
    ends = {end for key in statements for end in (key[0], key[2])}
    for entity in truth.entities():
        if entity.id in ends:
            values = known(name=entity.name, aliases=list(entity.aliases), kind=entity.kind, papers=entity.papers)
            nodes[entity.id] = ({"Node", "Entity", entity.type.value}, values)
    return statements, nodes


def assert_equal(server, truth):
    assert held(server) == wanted(truth)
