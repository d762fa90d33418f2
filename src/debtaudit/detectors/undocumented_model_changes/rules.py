"""The rules of undocumented model changes, and what writing one down takes."""

from debtaudit.domain.rules import Rule, Scan

SCAN = Scan.MODEL_CHANGES
RULES = (
    Rule(
        id="model-change-undocumented",
        scan=SCAN,
        title="A model change that nobody wrote down",
        why=(
            "What is not written down cannot be reviewed, reproduced or explained when the model "
            "behaves differently in production."
        ),
        remedy="Describe the change in the changelog or in the model card.",
    ),
    Rule(
        id="model-card-outdated",
        scan=SCAN,
        title="A model card older than the model",
        why="Who reads the model card learns of a model that is no longer the one in use.",
        remedy="Bring the model card up to the newest model change, with its date.",
    ),
)
UNDOCUMENTED, OUTDATED = (rule.id for rule in RULES)

MINUTES = 20
"""For the first thing to write down ..."""
MINUTES_MORE = 5
"""... and for each further one."""
MOST_SHOWN = 6
"""Changes that the evidence of one finding names."""
