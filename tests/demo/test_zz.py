import pytest
from io import StringIO
from django.core.management import call_command
from django.db import connection
from datasets.models import *
from accounts.models import Partnership
@pytest.mark.django_db(transaction=True)
def test_x():
    call_command("load_demo",stdout=StringIO())
    p=Partnership.objects.get()
    with connection.cursor() as c:
        for q in ("DELETE FROM datasets_observation WHERE (area_id,indicator_id,period) IN (SELECT u.area_id,u.indicator_id,u.period FROM datasets_observation u JOIN datasets_area a ON a.id=u.area_id WHERE a.partnership_id=%s)" % p.pk,):
            c.execute("EXPLAIN "+q); print("\n".join(r[0] for r in c.fetchall()))
    from django.test.utils import CaptureQueriesContext
    with CaptureQueriesContext(connection) as ctx:
        call_command("load_demo",again=True,stdout=StringIO())
    for q in sorted(ctx.captured_queries,key=lambda q:-float(q["time"]))[:5]: print(q["time"],q["sql"][:200])
