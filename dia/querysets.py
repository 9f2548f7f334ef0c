from __future__ import annotations

from typing import Self

from accounts.querysets import ScopedQuerySet


class WorkQuerySet(ScopedQuerySet):
    def in_areas(self, codes: list[str]) -> Self:
        return self.filter(area_code__in=codes)
