"""Runs every check of scim2-tester against a service, and prints those that do not succeed.

    check.py BASE_URL API_KEY

Exit: 0 if every check succeeded and there were some, 1 if not.
"""
import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

base_url, key = sys.argv[1:]
http = Client(base_url=base_url, headers={"Authorization": f"Bearer {key}"}, timeout=60)
results = check_server(SyncSCIMClient(http))
good = [it for it in results if it.status in (Status.SUCCESS, Status.COMPLIANT)]
for it in results:
    if it not in good:
        print(f"{it.status.name}: {it.title} ({it.resource_type}): {it.reason}")
print(f"{len(good)} of {len(results)} checks succeeded")
sys.exit(0 if results and len(good) == len(results) else 1)
