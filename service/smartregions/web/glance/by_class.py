"""Which glance the page of a thing has, by its class."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from smartregions.things.description import Description
from smartregions.web.glance import actor, partnership, project, region, segment

Glance = actor.Actor | partnership.Partnership | project.Project | region.Region | segment.Segment

_BY_CLASS: Mapping[str, Callable[[Description], Glance | None]] = MappingProxyType(
    {
        actor.CLASS: actor.actor,
        partnership.CLASS: partnership.partnership,
        project.CLASS: project.project,
        region.CLASS: lambda found: region.region(found.iri),
        segment.CLASS: segment.segment,
    }
)


def is_glanced(classes: Sequence[str]) -> bool:
    """Whether things of these classes have a glance, in the state of now."""
    return not _BY_CLASS.keys().isdisjoint(classes)


def glance(found: Description, classes: Sequence[str]) -> Glance | None:
    """What stands above the first page of a thing of these classes; None for nothing."""
    if found.page > 1:
        return None
    made = (_BY_CLASS[each](found) for each in classes if each in _BY_CLASS)
    return next(made, None)
