"""The servers that are compared."""

from __future__ import annotations

from serving.peers import fuseki, oxigraph, rdflib_endpoint, virtuoso

PEERS = (rdflib_endpoint.PEER, oxigraph.PEER, virtuoso.PEER, fuseki.PEER)
"""Released servers; ours is in a module of its own, for it takes settings."""
