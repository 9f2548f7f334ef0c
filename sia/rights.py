"""Who may do what with the weighing; everybody of the partnership may look."""

MAY_RECOMPUTE = ("analyst", "administrator")
