"""debtaudit: find the technical debt of machine-learning systems, with evidence.

`docs/architecture.md` shows the house; `debtaudit.audit` is the best place to start reading.
"""

__version__ = "0.1.0"
