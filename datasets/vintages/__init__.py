"""The way of areas between two years of boundaries, and how a figure is shared out. Pure: no Django, no database."""
