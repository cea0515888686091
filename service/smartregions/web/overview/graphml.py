"""A network as GraphML (http://graphml.graphdrawing.org/), which Gephi, yEd and networkx read."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from smartregions.web.overview.links import Network

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_KEYS = (
    ("label", "node", "string"),
    ("projects", "node", "int"),
    ("weight", "edge", "int"),
    ("names", "edge", "string"),
)
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document holds, not even escaped (XML 1.0, section 2.2)."""


def graphml(network: Network) -> str:
    """The nodes with their names, the edges with their weights and the names of the projects."""
    root = ElementTree.Element("graphml", xmlns=_NAMESPACE)
    for name, domain, kind in _KEYS:
        attributes = {"id": f"{domain}-{name}", "for": domain}
        ElementTree.SubElement(root, "key", attributes | {"attr.name": name, "attr.type": kind})
    graph = ElementTree.SubElement(root, "graph", edgedefault="undirected")
    for node in network.nodes:
        element = ElementTree.SubElement(graph, "node", id=_xml(node.iri))
        _data(element, "node-label", node.label)
        _data(element, "node-projects", str(node.projects))
    for link in network.links:
        ends = {"source": _xml(link.one), "target": _xml(link.two)}
        element = ElementTree.SubElement(graph, "edge", ends)
        _data(element, "edge-weight", str(link.weight))
        _data(element, "edge-names", "; ".join(project.label for project in link.projects))
    return ElementTree.tostring(root, "unicode", xml_declaration=True)


def _data(element: ElementTree.Element, key: str, text: str) -> None:
    ElementTree.SubElement(element, "data", key=key).text = _xml(text)


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
