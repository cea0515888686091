"""The pages that bring many statements together: who has what, who lacks it, who could join whom.

What they show is worked out by stored questions; each page names those that it asked.
"""

from smartregions.web.overview.forming import blueprint as consortia
from smartregions.web.overview.matches import blueprint as matches
from smartregions.web.overview.matrix import blueprint as matrix
from smartregions.web.overview.monitoring import blueprint as monitoring
from smartregions.web.overview.network import blueprint as network

blueprints = (matrix, matches, consortia, network, monitoring)
