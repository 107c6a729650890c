"""Many at once."""

import collections
from concurrent.futures import ThreadPoolExecutor

from lib import mysql
from lib.deployment import JOB, Instance, new_password
from lib.wait import Stopwatch, until

CREATE = "/v3/{project_id}/instances"
MANY = 20
SLOW = 300  # seconds for all of them: twenty servers start on two cores


def test_twenty_concurrent_creates(deploy):
    """Each is carried out or refused with a reason, and none is left half-made.

    The deployment has just been started, so that all of them also wait for the engine template.
    """
    site = deploy().start()
    site.api.token()
    bodies = [site.create_body(f"many-{n:02}", password=new_password()) for n in range(MANY)]
    with Stopwatch(f"{MANY} concurrent creates") as watch:
        with ThreadPoolExecutor(MANY) as pool:
            replies = list(pool.map(lambda body: site.api("POST", CREATE, body), bodies))
        print(f"[figure] all answered after {watch.elapsed():.2f} s")
        made = []
        for body, reply in zip(bodies, replies, strict=True):
            if reply.status == 201:
                created = reply.json
                made.append(
                    Instance(
                        site,
                        created["instance"]["id"],
                        body["name"],
                        body["password"],
                        created["job_id"],
                    )
                )
            else:
                assert 400 <= reply.status < 500 and reply.message, repr(reply)
        assert made, "not a single one was accepted"
        ends = {one.id: site.wait_job(one.job, SLOW, expect=None) for one in made}
    print(
        f"{len(made)} of {MANY} accepted:",
        dict(collections.Counter(end["status"] for end in ends.values())),
    )
    for one in made:
        shown = one.show()
        if ends[one.id]["status"] == "Completed":
            assert shown["status"] == "normal", shown
            assert one.answers()
        else:
            assert ends[one.id]["fail_reason"]
            assert (shown["status"], shown["nodes"]) == ("createfail", [])
    endpoints = [tuple(one.endpoint()) for one in made if one.show()["status"] == "normal"]
    assert len(set(endpoints)) == len(endpoints)
    site.assert_tidy(30)
    # Nothing but an accepted create may be listed.
    assert {row["id"] for row in site.instances()} == {one.id for one in made}

    with Stopwatch(f"{len(made)} concurrent deletes"):
        with ThreadPoolExecutor(len(made)) as pool:
            list(pool.map(lambda one: delete(site, one), made))
    assert site.instances() == []
    site.assert_tidy(30)


def delete(site, instance):
    path = f"/v3/{{project_id}}/instances/{instance.id}"
    site.wait_job(site.api("DELETE", path).ok(200)["job_id"], SLOW)


def test_one_operation_at_a_time(deployment):
    """Of ten operations asked for at the same moment one is let in, the others are told to wait."""
    one = deployment.create_ready("one-at-a-time")
    try:
        path = f"/v3/{{project_id}}/instances/{one.id}"
        calls = [("POST", f"{path}/restart", {})] * 5
        calls += [("POST", f"{path}/nodes/enlarge", {"priorities": [1]})] * 5
        with ThreadPoolExecutor(len(calls)) as pool:
            replies = list(pool.map(lambda call: deployment.api(*call), calls))
        accepted = [reply for reply in replies if reply.status in (200, 201)]
        assert len(accepted) == 1, replies
        for reply in replies:
            if reply not in accepted:
                reply.refused(409, "DBS.200019")
        deployment.wait_job(accepted[0].json["job_id"], JOB)
        one.wait_normal()
        until(one.answers, 10, "it answers", ignore=mysql.NOT_YET)
    finally:
        one.delete()
    deployment.assert_tidy()
