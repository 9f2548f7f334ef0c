"""The pure scoring engine: numpy arrays in, numpy arrays out.

No Django, no clock, no input or output, no random state. Everywhere: N areas, Q indicators of one tree, D themes of
that tree, float64, and NaN means missing. A missing value never becomes 0.
"""

ENGINE_VERSION = "9"  # goes into every run's input hash: raise it when the same inputs would give other scores
