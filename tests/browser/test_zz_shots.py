import pytest
from django.urls import reverse
from django.core.management import call_command
from accounts.models import Partnership, User
from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_bundles import here  # noqa
from tests.dia.bundled import talking, offered, consented, say, fresh
from dia.tasks import find_chances

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

def shot(page, live_server, name, path):
    for tag, size in (("w", WIDE), ("n", NARROW)):
        page.set_viewport_size(size)
        page.goto(live_server.url + path)
        page.screenshot(path=f"/tmp/shots/bundles/{name}-{tag}.png", full_page=True)

def test_shots(here, page, live_server, log_in):
    slug = here.partnership.slug
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    log_in(here.planner)
    shot(page, live_server, "list", reverse("coupling_list", args=[slug]))
    shot(page, live_server, "chance", reverse("coupling", args=[slug, here.chance.pk]))
    bundle = offered(here)
    say(here, bundle, here.operator, here.grid, "condition", condition="Klaar voor de bouwvak")
    shot(page, live_server, "bundle", reverse("bundle", args=[slug, bundle.pk]))
    shot(page, live_server, "bundles", reverse("bundle_list", args=[slug]))

def test_demo(page, live_server, log_in, db):
    call_command("load_demo", verbosity=0)
    demo = Partnership.objects.get(slug="enschede-demo")
    import time; t=time.time(); print("chances", find_chances(demo, "all", lambda d, t: None), time.time()-t, demo.chances.count(), demo.conflicts.count())
    log_in(User.objects.get(email="manager@woonnoord.demo"))
    shot(page, live_server, "demo", reverse("coupling_list", args=["enschede-demo"]))
