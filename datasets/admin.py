from django.contrib import admin

from datasets.models import Dataset, Delivery, Indicator, Job


@admin.register(Dataset)
class DatasetAdmin(admin.ModelAdmin[Dataset]):
    """The admin of datasets.

    Who may see figures, and which are withheld, is said on its own page: what follows from it happens there.
    """

    readonly_fields = ["covenant_required", "minimum_denominator", "minimum_count", "rounding", "dominance", "eased_at"]
    list_display = ["title", "partnership", "publisher", "owner"]
    list_filter = ["partnership"]


@admin.register(Indicator)
class IndicatorAdmin(admin.ModelAdmin[Indicator]):
    list_display = ["name", "code", "theme", "role", "partnership"]
    list_filter = ["partnership", "role", "theme"]
    search_fields = ["name_nl", "name_en", "code"]


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin[Delivery]):
    """To look only: a delivery changes by its own steps."""

    list_display = ["name", "partnership", "kind", "state", "created_at"]
    list_filter = ["partnership", "state"]

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(Job)
class JobAdmin(admin.ModelAdmin[Job]):
    list_display = ["kind", "key", "partnership", "state", "attempts", "created_at", "error"]
    list_filter = ["state", "kind"]
