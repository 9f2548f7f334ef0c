"""Django's admin for whoever runs the installation: superusers only, since it does not know partnerships."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest


class SamenwijkAdminConfig(AdminConfig):
    default_site = "config.admin.SuperuserAdminSite"


class SuperuserAdminSite(admin.AdminSite):
    site_header = site_title = "Samenwijk"

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser
