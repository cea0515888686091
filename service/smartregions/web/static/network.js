// Draws the network beside its tables. Everything is in the tables, too: without this script, or
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

  // Names keep their size where many nodes make the drawing small.
  const readable = (graph) => {
    const scale = Math.min(3, Math.max(1, 1 / graph.zoom()));
    graph
      .nodes()
      .style({ "font-size": 11 * scale, width: 14 * scale, height: 14 * scale, "text-max-width": `${110 * scale}px` });
  };

  const draw = (found) => {
    drawing.hidden = false;
    const graph = cytoscape({
      container: document.getElementById("network"),
      elements: found.elements,
      style: style(),
      layout: { name: "circle" },
      userZoomingEnabled: false,
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
    readable(graph);
    graph.on("tap", "node", (event) => {
      window.location.assign(event.target.data("href"));
    });
    graph.on("resize", () => {
      graph.fit(undefined, 30);
      readable(graph);
    });
    graph.on("mouseover", "node", (event) => {
      graph.elements().not(event.target.closedNeighborhood()).addClass("faded");
    });
    graph.on("mouseout", "node", () => graph.elements().removeClass("faded"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
      graph.style(style()),
    );
  };

  fetch(drawing.dataset.source, { headers: { Accept: "application/json" } })
    .then((response) => (response.ok ? response.json() : Promise.reject(response.status)))
    .then(draw)
    .catch(() => {
      drawing.hidden = true;
    });
})();
