"""The quality of figures on the page of a delivery."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from datasets.pages.deliveries import DeliveryPage
from datasets.texts.problems import Lazy
from datasets.texts.quality import RULES, Remark, missing_share, remarks


class QualityPage:
    def __init__(self, page: DeliveryPage) -> None:
        self.delivery, self.names = page.delivery, page.names

    @cached_property
    def remarks(self) -> list[Remark]:
        return remarks(self.delivery, self.names)

    @property
    def rules(self) -> list[Lazy]:
        """Return the rules of the kinds that were found."""
        kinds = {remark.kind for remark in self.remarks}
        return [rule for kind, rule in RULES.items() if kind in kinds]

    @property
    def coverage(self) -> list[dict[str, Any]]:
        rows = self.delivery.quality.get("coverage", [])
        return [{**row, "name": self.names.get(row["indicator"], row["indicator"])} for row in rows]

    @property
    def missing_share(self) -> str:
        return missing_share(self.delivery)
