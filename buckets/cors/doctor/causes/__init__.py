"""Everything that can be the matter: one table of causes, in modules by family."""

from buckets.cors.doctor.causes import cors, others
from buckets.cors.doctor.causes.base import CAUSES, Cause

__all__ = ["CAUSES", "Cause", "cors", "others"]
