"""The past of each graph over HTTP: its changes, its earlier states, what differs between two.

The plain address of a graph is also the TimeGate of its Mementos (RFC 7089, section 4.1.1): whoever
answers there calls `at` first, and `linked` on the answer.
"""

from smartregions.web.history.difference import blueprint as differences
from smartregions.web.history.listing import blueprint as listings
from smartregions.web.history.restore import blueprint as restoring
from smartregions.web.history.state import at, deletion, linked
from smartregions.web.history.timemap import blueprint as timemaps

__all__ = ["at", "blueprints", "deletion", "linked"]

blueprints = (listings, timemaps, differences, restoring)
