from django.contrib import admin

from accounts.models import Membership, Partnership, Party, Seat, User


class SeatInline(admin.TabularInline[Seat, Partnership]):
    model = Seat
    extra = 0


class MembershipInline(admin.TabularInline[Membership, Partnership]):
    model = Membership
    extra = 0


@admin.register(Partnership)
class PartnershipAdmin(admin.ModelAdmin[Partnership]):
    list_display = ["name", "municipality_code", "language", "fictitious"]
    inlines = [SeatInline]


@admin.register(Party)
class PartyAdmin(admin.ModelAdmin[Party]):
    list_display = ["name", "kind"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    list_display = ["email", "name", "is_active"]
    fields = ["email", "name", "language", "is_active", "is_superuser"]
    inlines = [MembershipInline]
