"""The sets that the behavioural comparison works with: a number with one bit for each member.

A bit's index, from 0 for the lowest, is the index of its member in the sequence that is named.
"""

from typing import NewType

RuleSet = NewType("RuleSet", int)
"""Rules of two configurations in one sequence, those of the first configuration first."""

OriginSet = NewType("OriginSet", int)
"""Classes of origins, in the order of `Intersections.origins`."""

MethodSet = NewType("MethodSet", int)
"""Groups of methods that the same rules allow, in the order of `Intersections.methods`."""

HeaderSet = NewType("HeaderSet", int)
"""Classes of header names, those first that most rules refuse."""
