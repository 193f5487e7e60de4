"""The Cypher that is sent to Neo4j: constants, into which only labels and types of our own enums are put.

It is plain openCypher with the constraints and indexes of Neo4j 5; no procedure is called, so no plug-in is needed.
"""

from __future__ import annotations

from kg.model import EntityType, RelationType

TYPES = [entity_type.value for entity_type in EntityType if entity_type is not EntityType.PAPER]

SCHEMA = (
    "CREATE CONSTRAINT node_id IF NOT EXISTS FOR (n:Node) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT evidence_id IF NOT EXISTS FOR (n:Evidence) REQUIRE n.id IS UNIQUE",
    "CREATE INDEX evidence_claim IF NOT EXISTS FOR (n:Evidence) ON (n.claim)",
    "CREATE INDEX paper_date IF NOT EXISTS FOR (n:Paper) ON (n.date)",
    *(f"CREATE INDEX {name.lower()}_name IF NOT EXISTS FOR (n:{name}) ON (n.name)" for name in TYPES),
)

# The node that says what the database holds. Whoever writes locks it first, so that loads go one after the other; the
# newest load has the highest number, and one that finds a higher number than its own has been overtaken.
ONE_STATE = "CREATE CONSTRAINT projection_id IF NOT EXISTS FOR (n:Projection) REQUIRE n.id IS UNIQUE"
STATE = "MATCH (p:Projection {id: 'paperkg'}) RETURN properties(p) AS state"
LOCK = "MERGE (p:Projection {id: 'paperkg'}) SET p.written = timestamp()"
BEGIN = "MATCH (p:Projection {id: 'paperkg'}) SET p.load = coalesce(p.load, 0) + 1 RETURN p.load AS load"
SET_STATE = "MATCH (p:Projection {id: 'paperkg'}) SET p += $state"
ANY_NODE = "MATCH (n:Node) RETURN n.id AS id LIMIT 1"

# With all labels at once: ArcadeDB cannot give a label to a node that is new in the same transaction.
PUT_PAPERS = "UNWIND $rows AS row MERGE (n:Node:Paper {id: row.id}) SET n = row"
_PUT_ENTITIES = "UNWIND $rows AS row MERGE (n:Node:Entity:TYPE {id: row.id}) SET n = row"
PUT_ENTITIES = {EntityType(name): _PUT_ENTITIES.replace("TYPE", name) for name in TYPES}
# Entities that are known as another type, to be given theirs and rid of others before they are put.
MISTYPED = (
    "UNWIND $rows AS row MATCH (n:Node {id: row.id}) "
    "WHERE n:Entity AND (NOT row.type IN labels(n) OR size([x IN labels(n) WHERE x IN $types]) > 1) "
    "RETURN row.id AS id, row.type AS type"
)
_ADD_TYPE = "UNWIND $ids AS id MATCH (n:Node {id: id}) SET n:TYPE"
_DROP_TYPES = "UNWIND $ids AS id MATCH (n:Node {id: id}) REMOVE n:OTHERS"
ADD_TYPE = {EntityType(name): _ADD_TYPE.replace("TYPE", name) for name in TYPES}
DROP_TYPES = {
    EntityType(name): _DROP_TYPES.replace("OTHERS", ":".join(other for other in TYPES if other != name))
    for name in TYPES
}
_PUT_CLAIMS = (
    "UNWIND $rows AS row MATCH (a:Node {id: row.subject}) MATCH (b:Node {id: row.object}) "
    "MERGE (a)-[r:TYPE]->(b) SET r = row.known"
)
PUT_CLAIMS = {relation: _PUT_CLAIMS.replace("TYPE", relation.value) for relation in RelationType}
_DROP_CLAIMS = (
    "UNWIND $rows AS row MATCH (a:Node {id: row.subject}) MATCH (b:Node {id: row.object}) "
    "MATCH (a)-[r:TYPE]->(b) DELETE r"
)
DROP_CLAIMS = {relation: _DROP_CLAIMS.replace("TYPE", relation.value) for relation in RelationType}
PUT_EVIDENCE = (
    "UNWIND $rows AS row MATCH (p:Node {id: row.paper}) "
    "MERGE (e:Evidence {id: row.known.id}) SET e = row.known MERGE (e)-[:IN]->(p)"
)
EVIDENCE_OF = (
    "UNWIND $papers AS id MATCH (:Node {id: id})<-[:IN]-(e:Evidence) "
    "RETURN e.id AS id, e.subject AS subject, e.relation AS relation, e.object AS object"
)
DROP_EVIDENCE = "UNWIND $ids AS id MATCH (e:Evidence {id: id}) DETACH DELETE e"
DROP_PAPERS = "UNWIND $papers AS id MATCH (n:Node {id: id}) DETACH DELETE n"
DROP_UNUSED = "UNWIND $ids AS id MATCH (n:Node {id: id}) WHERE n:Entity AND NOT (n)--() DELETE n"
CLEAR = (
    "MATCH (n:Evidence) WITH n LIMIT $count DETACH DELETE n RETURN count(*) AS gone",
    "MATCH (n:Node) WITH n LIMIT $count DETACH DELETE n RETURN count(*) AS gone",
)
COUNTS = (
    "MATCH (n:Node) RETURN count(n)",
    "MATCH (n:Evidence) RETURN count(n)",
    "MATCH (:Node)-[r]->(:Node) RETURN count(r)",
)
# Everything: what it is called, what it is (labels, papers), its properties.
CONTENT = (
    "MATCH (n:Node) RETURN n.id AS focus, labels(n) AS about, properties(n) AS known",
    "MATCH (a:Node)-[r]->(b:Node) "
    "RETURN a.id + ' ' + type(r) + ' ' + b.id AS focus, [] AS about, properties(r) AS known",
    "MATCH (e:Evidence) OPTIONAL MATCH (e)-[:IN]->(p) "
    "WITH e, collect(p.id) AS about RETURN 'evidence ' + e.id AS focus, about, properties(e) AS known",
)

# What a reader asks: first what there is, then what is known of some of these.
PAPER_IDS = "MATCH (n:Paper) RETURN n.id AS id"
ENTITY_IDS = "MATCH (n:Entity) WHERE $label IS NULL OR $label IN labels(n) RETURN n.id AS id"
PAPERS_OF = "UNWIND $ids AS id MATCH (n:Node {id: id}) WHERE n:Paper RETURN properties(n) AS known"
ENTITIES_OF = (
    "UNWIND $ids AS id MATCH (n:Node {id: id}) WHERE n:Entity RETURN labels(n) AS labels, properties(n) AS known"
)
EVIDENCE_FOR = (
    "UNWIND $claims AS claim MATCH (e:Evidence {claim: claim})-[:IN]->(p:Node) "
    "RETURN p.id AS paper, properties(e) AS known"
)
_BETWEEN = (
    "MATCH (a:Node A_ID)-[r:TYPE]->(b:Node B_ID) "
    "RETURN a.id AS subject, type(r) AS relation, b.id AS object, r.id AS id"
)
_FROM, _TO = {True: "{id: $subject}", False: ""}, {True: "{id: $object}", False: ""}
# By the relation, and whether the subject and the object are given.
CLAIMS_BETWEEN = {
    (relation, given, asked): _BETWEEN.replace("A_ID", _FROM[given])
    .replace("B_ID", _TO[asked])
    .replace(":TYPE", f":{relation.value}" if relation else "")
    for relation in (None, *RelationType)
    for given in (True, False)
    for asked in (True, False)
}
