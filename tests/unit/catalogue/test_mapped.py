"""What there is, and when it last changed, as a map of the site wants it."""

from __future__ import annotations

from pathlib import Path

from smartregions import namespaces as ns
from smartregions.catalogue import mapped


def test_a_thing_of_several_graphs_has_the_last_of_their_days(tmp_path: Path) -> None:
    one, two = (f"{ns.ID}region/{name}" for name in ("one", "two"))
    with mapped.making(tmp_path) as made:
        for day in ("2026-11-02", "2026-11-03", "2026-11-01"):
            made.add([f"<{two}>".encode(), f"<{one}#part>".encode()], day)
        made.add([f"<{one}>".encode()], "2026-11-01")
        name = made.named()
    with mapped.opened(tmp_path / name) as things:
        assert things.count() == 2
        assert things.some(0, 5) == [(one, "2026-11-01"), (two, "2026-11-03")]
        assert things.some(1, 5) == [(two, "2026-11-03")]
        assert things.some(2, 5) == []
