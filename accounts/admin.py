from django.contrib import admin

from accounts.models import Membership, Partnership, Party, Seat, User


class SeatInline(admin.TabularInline):
    model = Seat
    extra = 0


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0


@admin.register(Partnership)
class PartnershipAdmin(admin.ModelAdmin):
    list_display = ["name", "municipality_code", "language", "fictitious"]
    inlines = [SeatInline]


@admin.register(Party)
class PartyAdmin(admin.ModelAdmin):
    list_display = ["name", "kind"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["email", "name", "is_active"]
    fields = ["email", "name", "language", "is_active", "is_superuser"]
    inlines = [MembershipInline]
