"use strict";
// Draws the graph that the page carries. Text from papers is only ever set through textContent, never parsed.
(function () {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const graph = read("graph");
  const options = read("options");
  const container = document.getElementById("mynetwork");
  const panel = document.getElementById("panel");
  const tip = document.getElementById("tip");
  const { things, statements } = graph;

  function make(parent, tag, text, name) {
    const element = document.createElement(tag);
    element.textContent = text;
    element.dir = "auto";
    if (name) element.className = name;
    parent.append(element);
    return element;
  }

  const about = (thing) => {
    if (thing.type === "Paper") return thing.type;
    const papers = `${thing.type}, in ${thing.papers} paper${thing.papers === 1 ? "" : "s"}`;
    return thing.aliases.length ? `${papers}; also: ${thing.aliases.join(", ")}` : papers;
  };
  const source = (quote) => `${quote.title}${quote.date ? ` (${quote.date})` : ""}`;
  const literal = (quote) => quote.parts.map((part) => part[0]).join("");

  function tellNode(thing) {
    make(tip, "p").append(make(tip, "b", thing.name));
    make(tip, "p", about(thing), "from");
  }

  function tellEdge({ subject, relation, object, quotes }) {
    make(tip, "p").append(make(tip, "b", `${things[subject].name} ${relation} ${things[object].name}`));
    make(tip, "p", literal(quotes[0]));
    make(tip, "p", source(quotes[0]), "from");
    if (quotes.length > 1) make(tip, "p", `and ${quotes.length - 1} more; click to read`, "from");
  }

  // Not vis-network's own tooltip: among close lines it tells of another one than is highlighted.
  function showTip(tell, { x, y }) {
    tip.replaceChildren();
    tell();
    tip.hidden = false;
    const left = Math.min(x + 12, container.clientWidth - tip.offsetWidth - 8);
    const top = y + 16 + tip.offsetHeight > container.clientHeight ? y - tip.offsetHeight - 12 : y + 16;
    tip.style.left = `${Math.max(left, 8)}px`;
    tip.style.top = `${Math.max(top, 8)}px`;
  }
  const hideTip = () => { tip.hidden = true; };

  function showStatement(statement) {
    const heading = make(panel, "h3", "");
    make(heading, "bdi", things[statement.subject].name);
    heading.append(" ");
    make(heading, "i", statement.relation);
    heading.append(" ");
    make(heading, "bdi", things[statement.object].name);
    for (const quote of statement.quotes) {
      const block = make(panel, "blockquote", "");
      const words = make(block, "span", "", "sentence");
      for (const [text, named] of quote.parts) {
        if (named) make(words, "mark", text);
        else words.append(text);
      }
      make(block, "cite", `${source(quote)} · confidence ${quote.confidence} · ${quote.rule}`);
    }
  }

  function showNode(index) {
    panel.replaceChildren();
    make(panel, "h2", things[index].name);
    make(panel, "p", about(things[index]));
    statements.filter((s) => s.subject === index || s.object === index).forEach(showStatement);
    panel.scrollTop = 0;
  }

  function showEdge(index) {
    panel.replaceChildren();
    make(panel, "h2", "Evidence");
    showStatement(statements[index]);
    panel.scrollTop = 0;
  }

  const nodes = new vis.DataSet(graph.nodes);
  const edges = new vis.DataSet(graph.edges);
  const network = new vis.Network(container, { nodes, edges }, options);

  function paint() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const strong = colour("--edge-strong");
    network.setOptions({
      nodes: { font: { color: colour("--ink"), strokeColor: colour("--sheet") } },
      edges: { color: { color: colour("--edge") + (edges.length > 150 ? "80" : ""), hover: strong, highlight: strong } },
    });
  }
  // Closer than vis-network's own fit, which leaves wide margins; the symbols' boxes hold their labels.
  function fit() {
    const boxes = nodes.getIds().map((id) => network.getBoundingBox(id));
    const [left, top] = [Math.min(...boxes.map((b) => b.left)), Math.min(...boxes.map((b) => b.top))];
    const [right, bottom] = [Math.max(...boxes.map((b) => b.right)), Math.max(...boxes.map((b) => b.bottom))];
    const scale = Math.min(
      (container.clientWidth - 32) / (right - left), (container.clientHeight - 32) / (bottom - top), 1.4
    );
    network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale });
  }
  const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor });

  network.on("click", (event) => {
    if (event.nodes.length) showNode(event.nodes[0]);
    else if (event.edges.length) showEdge(event.edges[0]);
    else showNode(graph.center);
  });
  network.on("hoverNode", (event) => showTip(() => tellNode(things[event.node]), event.pointer.DOM));
  network.on("hoverEdge", (event) => showTip(() => tellEdge(statements[event.edge]), event.pointer.DOM));
  ["blurNode", "blurEdge", "dragStart"].forEach((name) => network.on(name, hideTip));
  container.addEventListener("mouseleave", hideTip);
  document.getElementById("fit").addEventListener("click", fit);
  document.getElementById("zoom-in").addEventListener("click", () => zoom(1.25));
  document.getElementById("zoom-out").addEventListener("click", () => zoom(0.8));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  new ResizeObserver(fit).observe(container);

  paint();
  fit();
  showNode(graph.center);
  window.paperkg = { network, nodes, edges };
})();
