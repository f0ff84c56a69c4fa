"""The use cases: one verb, one transaction each; the only door to a change."""
