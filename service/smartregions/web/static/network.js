// Draws the network from the table of its links, which has everything: without this script, or
// where it fails, the page loses the picture and nothing else.
(() => {
  "use strict";
  const drawing = document.getElementById("drawing");
  if (!drawing || typeof cytoscape !== "function") return;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const style = () => [
    {
      selector: "node",
      style: {
        label: "data(label)",
        "background-color": colour("--link"),
        color: colour("--ink"),
        "text-outline-color": colour("--paper"),
        "text-outline-width": 2,
        "text-wrap": "wrap",
        "text-max-width": "110px",
        "font-size": 11,
        width: 16,
        height: 16,
      },
    },
    {
      selector: "edge",
      style: {
        width: "mapData(weight, 1, 6, 1.5, 9)",
        "line-color": colour("--quiet"),
        "line-opacity": 0.55,
        "curve-style": "straight",
      },
    },
    { selector: ".faded", style: { opacity: 0.15 } },
  ];

  const MARGIN = 12;
  const ROOM = 9000; // square pixels of the frame for each name
  const ROUNDS = 400;
  const LINE = 18; // letters of a name in one line on paper
  const SVG = "http://www.w3.org/2000/svg";

  // The frame is as high as the names need, and filled; then what lies on another is pushed away
  // from it, the shorter way. The same data lie the same way every time.
  const frame = (container, least, needed) => {
    container.style.maxHeight = "none";
    container.style.height = `${Math.max(least, Math.ceil(needed / container.clientWidth))}px`;
  };

  const spread = (graph) => {
    const nodes = graph.nodes().toArray();
    const all = graph.nodes().boundingBox({ includeLabels: false });
    const width = graph.width() - 2 * MARGIN;
    const height = graph.height() - 2 * MARGIN;
    graph.viewport({ zoom: 1, pan: { x: 0, y: 0 } });
    const boxes = nodes.map((node) => {
      const { x, y } = node.position();
      const own = node.boundingBox({ includeLabels: true, includeEdges: false });
      return {
        x: MARGIN + ((x - all.x1) / (all.w || 1)) * width,
        y: MARGIN + ((y - all.y1) / (all.h || 1)) * height,
        left: x - own.x1,
        right: own.x2 - x,
        up: y - own.y1,
        down: own.y2 - y,
      };
    });
    const inside = (box) => {
      box.x = Math.min(Math.max(box.x, MARGIN + box.left), MARGIN + width - box.right);
      box.y = Math.min(Math.max(box.y, MARGIN + box.up), MARGIN + height - box.down);
    };
    boxes.forEach(inside);
    let moved = true;
    for (let round = 0; moved && round < ROUNDS; round += 1) {
      moved = false;
      for (let i = 0; i < boxes.length; i += 1)
        for (let j = i + 1; j < boxes.length; j += 1) moved = apart(boxes[i], boxes[j]) || moved;
      boxes.forEach(inside);
    }
    graph.batch(() => nodes.forEach((node, i) => node.position({ x: boxes[i].x, y: boxes[i].y })));
  };

  const apart = (one, two) => {
    const x = Math.min(one.x + one.right - two.x + two.left, two.x + two.right - one.x + one.left);
    const y = Math.min(one.y + one.down - two.y + two.up, two.y + two.down - one.y + one.up);
    if (x <= 0 || y <= 0) return false;
    const axis = x < y ? "x" : "y";
    const step = (Math.min(x, y) / 2 + 0.5) * (one[axis] < two[axis] ? 1 : -1);
    one[axis] -= step;
    two[axis] += step;
    return true;
  };

  // The first rows of the table of links, the strongest.
  const elements = () => {
    const nodes = new Map();
    const rows = [...document.querySelectorAll("#links tbody tr")];
    const edges = rows.slice(0, Number(drawing.dataset.links)).map((row) => {
      const ends = [0, 1].map((place) => {
        const link = row.cells[place].querySelector("a");
        nodes.set(link.href, link.textContent);
        return link.href;
      });
      const weight = Number(row.cells[2].textContent);
      return { data: { id: ends.join(" "), source: ends[0], target: ends[1], weight } };
    });
    const named = [...nodes].sort((one, two) => (one[0] < two[0] ? -1 : 1));
    return { nodes: named.map(([id, label]) => ({ data: { id, label, href: id } })), edges };
  };

  // The same drawing for paper: a canvas has the colours and the width of the screen.
  const onPaper = (graph) => {
    const add = (parent, name, attributes, text = "") => {
      const made = parent.appendChild(document.createElementNS(SVG, name));
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      made.textContent = text;
      return made;
    };
    drawing.querySelector("svg")?.remove();
    const viewBox = `0 0 ${graph.width()} ${graph.height()}`;
    const paper = add(drawing, "svg", { class: "paper", viewBox, "aria-hidden": "true" });
    drawing.prepend(paper);
    graph.edges().forEach((edge) => {
      const { x: x1, y: y1 } = edge.source().position();
      const { x: x2, y: y2 } = edge.target().position();
      add(paper, "line", { x1, y1, x2, y2, "stroke-width": edge.numericStyle("width") });
    });
    graph.nodes().forEach((node) => {
      const { x, y } = node.position();
      add(paper, "circle", { cx: x, cy: y, r: 8 });
      const lines = wrapped(node.data("label"));
      const name = add(paper, "text", { x, y: y - 12 - 12 * (lines.length - 1) });
      lines.forEach((line, place) => add(name, "tspan", { x, dy: place && 12 }, line));
    });
  };

  const wrapped = (label) => {
    const lines = [];
    for (const word of label.split(" ")) {
      const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
      if (lines.length && longer.length <= LINE) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  };

  const draw = (found) => {
    drawing.hidden = false;
    const container = document.getElementById("network");
    const least = container.clientHeight;
    const needed = found.nodes.length * ROOM;
    frame(container, least, needed);
    const graph = cytoscape({
      container,
      elements: found,
      style: style(),
      layout: { name: "circle" },
      userZoomingEnabled: false,
      userPanningEnabled: false, // all of it is shown, and a finger scrolls the page
      boxSelectionEnabled: false,
      autoungrabify: true,
    });
    // From the circle, so that the same data are drawn the same way every time.
    graph
      .layout({
        name: "cose",
        animate: false,
        randomize: false,
        nodeRepulsion: () => 400000,
        idealEdgeLength: () => 110,
        edgeElasticity: () => 60,
        numIter: 3000,
        nodeDimensionsIncludeLabels: true,
        padding: 30,
      })
      .run();
    spread(graph);
    onPaper(graph);
    graph.on("tap", "node", (event) => {
      window.location.assign(event.target.data("href"));
    });
    graph.on("resize", () => {
      frame(container, least, needed);
      spread(graph);
      onPaper(graph);
    });
    graph.on("mouseover", "node", (event) => {
      graph.elements().not(event.target.closedNeighborhood()).addClass("faded");
    });
    graph.on("mouseout", "node", () => graph.elements().removeClass("faded"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
      graph.style(style()),
    );
  };

  try {
    draw(elements());
  } catch (error) {
    drawing.hidden = true;
    throw error;
  }
})();
