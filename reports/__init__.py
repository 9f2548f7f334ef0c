"""Printed sheets: dictionaries in, tagged PDF out.

No Django, no clock, no database, no language of its own: every word and every figure comes from the caller, translated
and formatted. A template only places them.
"""
