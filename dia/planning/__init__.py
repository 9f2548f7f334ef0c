"""Pure planning: dataclasses in, dataclasses out.

No Django, no calendar, no input or output, no random state without a seed.

Money in whole euros at one price level, labour in fte-years, time in calendar years, nuisance in household-days: an
opening of a site for so many days times the households around it, times how much it hinders them.
"""
