from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path
from django.views.decorators.http import require_http_methods

from accounts import views

log_in = LoginView.as_view(template_name="accounts/login.html", redirect_authenticated_user=True)

urlpatterns = [
    path("", views.home, name="home"),
    # Django's form views would take a PUT for a POST.
    path("login/", require_http_methods(["GET", "HEAD", "POST"])(log_in), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/", views.choose_language, name="language"),
    path("help/", views.about, {"page": "help"}, name="help"),
    path("accessibility/", views.about, {"page": "accessibility"}, name="accessibility"),
    path("privacy/", views.about, {"page": "privacy"}, name="privacy"),
    path("tokens/", views.token_list, name="token_list"),
    path("tokens/new/", views.token_add, name="token_add"),
    path("tokens/<int:access_token>/revoke/", views.token_revoke, name="token_revoke"),
]
