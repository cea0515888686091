"""What portals make of a catalogue: their rules restated, and a check of any catalogue by them."""
