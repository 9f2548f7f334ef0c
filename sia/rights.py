"""Roles that may do what with the weighing; everybody of the partnership may look."""

MAY_RECOMPUTE = ("analyst", "administrator")
# Draw up versions of the model: themes, indicators, goalposts, thresholds.
MAY_MODEL = ("analyst", "administrator")
# Open and close a ballot, agree on a model, propose and adopt a snapshot: what the core group decided.
MAY_LEAD = ("secretary", "administrator")
# Divide the points of the own party, as long as the party votes.
MAY_VOTE = ("budget_holder", "planner", "analyst", "secretary", "administrator")
# Say what the own party knows of an area.
MAY_INTERPRET = ("analyst", "planner", "budget_holder", "secretary", "administrator")
