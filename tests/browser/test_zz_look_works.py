import pytest
from django.core.management import call_command
from django.urls import reverse
from accounts.models import Partnership, User
from dia.models import Work
from tests.browser.conftest import NARROW, WIDE
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

def test_look(page, live_server, log_in):
    call_command("load_demo", verbosity=0)
    demo = Partnership.objects.get(slug="enschede-demo")
    Work.objects.filter(title__contains="Kabels vervangen").update(confidential=True)
    log_in(User.objects.get(email="gebiedsmanager@gemeente.demo"))
    work = Work.objects.get(title="Riool vervangen Twekkelerveld-midden")
    other = Work.objects.get(title__contains="Warmtenet Twekkelerveld")
    from dia import actions
    actions.relate(first=work, second=other, kind="sequence", by=User.objects.get(email="gebiedsmanager@gemeente.demo"))
    actions.add_site(partnership=demo, by=User.objects.get(email="gebiedsmanager@gemeente.demo"), name="Lambertuslaan 1-60", area_code=work.area_code, place=None, common_cost=340000, households=206)
    def go(name, *args, query="", shot=None, full=True):
        page.goto(live_server.url + reverse(name, args=["enschede-demo", *args]) + query)
        for sel in ("[data-works-map][data-geometry]", "[data-draw]"):
            if page.locator(sel).count(): page.locator(sel + "[data-ready]").wait_for(state="attached")
        page.wait_for_timeout(300)
        page.screenshot(path=f"/tmp/shots/works/{shot}.png", full_page=full)
    for label, size in (("wide", WIDE), ("narrow", NARROW)):
        page.set_viewport_size(size)
        page.context.add_cookies([{"name": "django_language", "value": "nl" if label == "wide" else "en", "url": live_server.url}])
        go("work_list", shot=f"list-{label}", full=False)
        go("work_list", shot=f"list-{label}-full")
        go("work_list", query="?kind=gas", shot=f"list-{label}-none", full=False)
        go("work", work.pk, shot=f"work-{label}")
        go("work_edit", work.pk, shot=f"edit-{label}")
        go("area_works", work.area_code, shot=f"area-{label}")
        go("site_list", shot=f"sites-{label}", full=False)
        go("site_add", shot=f"site-{label}")
        go("works_upload", shot=f"upload-{label}")
        rows = "titel;soort;gebied;jaar;kosten;contactpersoon\nNieuw gas;gas;BU01530301;2028;1.200.000;x\nRiool vervangen Pathmos;riool;;;1.700.000;"
        page.locator("#id_file").set_input_files({"name": "w.csv", "mimeType": "text/csv", "buffer": rows.encode()})
        page.locator(".form button").click(); page.locator("#recognised").wait_for()
        page.screenshot(path=f"/tmp/shots/works/preview-{label}.png", full_page=True)
        go("works_upload", shot=f"upload-{label}")
        rows = "titel;soort;gebied;jaar;kosten;partij\nNieuw gas;gasje;BU01530301;28;1,2 mln;\nWarmtenet Pathmos;warmte;;2030;1.700.000;Netbeheerder Twee Stromen (demo)"
        page.locator("#id_file").set_input_files({"name": "w.csv", "mimeType": "text/csv", "buffer": rows.encode()})
        page.locator(".form button").click(); page.locator("#recognised").wait_for()
        page.screenshot(path=f"/tmp/shots/works/refused-{label}.png", full_page=True)
