"""Things at a glance: what stands above all statements on the page of a region or an actor."""
