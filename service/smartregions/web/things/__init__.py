"""Every IRI of ours opens: what stands at the addresses of things, schemes, datasets and terms."""

from smartregions.web.things.addresses import blueprint as addresses
from smartregions.web.things.json import blueprint as keys
from smartregions.web.things.json import install
from smartregions.web.things.terms import blueprint as terms

__all__ = ["blueprints", "install"]

blueprints = (addresses, terms, keys)
"""The addresses of things."""
