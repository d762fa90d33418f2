"""The checklist: the status of each item, with evidence that a person can open."""
