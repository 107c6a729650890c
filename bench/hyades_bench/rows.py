"""Instances that exist in the store only."""

import pathlib
import random
import sqlite3
import time


def insert(data: pathlib.Path, credentials: dict, network: str, count: int) -> list[str]:
    """Adds instances of two nodes each, not advertised yet; their ids. Nothing may serve `data`."""
    store = sqlite3.connect(data / "hyades.db")
    host = (data / "host-id").read_text().strip()
    now = int(time.time() * 1000)
    ids = []
    with store:
        for number in range(count):
            ids.append(instance(store, credentials, network, host, number, now - (count - number) * 1000))
        # No limit: the project is at its quota now.
        add(store, "quotas", {"project_id": credentials["project_id"], "resource": "instance", "quota": -1})
    store.close()
    return ids


def instance(store: sqlite3.Connection, known: dict, network: str, host: str, number: int, at: int) -> str:
    own = new_id("in07")
    zone = known["availability_zones"][0]
    first, *others = [address(network, 3 * number + offset) for offset in range(3)]
    add(store, "instances", {
        "id": own, "project_id": known["project_id"], "name": f"row-{number:04}", "alias": "",
        "lifecycle": "active", "flavor": known["default_flavor"], "engine": "9.7.4",
        "lower_case_table_names": 1, "time_zone": "UTC", "az_mode": "single", "master_az": zone,
        "vpc_id": known["vpc_id"], "subnet_id": known["subnet_id"],
        "security_group_id": known["security_group_id"], "template_id": new_id("pr07"),
        "enterprise_project": "0", "charge_mode": "postPaid", "address": first, "port": 3306,
        "backup_window": "02:00-03:00", "backup_keep_days": 7, "created_at": at, "updated_at": at,
    })  # fmt: skip
    for name in ("team", "stage"):
        add(store, "tags", {"instance_id": own, "tag_key": name, "tag_value": f"{name}-{number % 7}"})
    for server, place in enumerate(others, 1):
        add(store, "nodes", {
            "id": new_id("no07"), "instance_id": own, "name": f"row-{number:04}_node{server:02}",
            "role": "primary" if server == 1 else "replica", "lifecycle": "creating", "host_id": host,
            "az": zone, "address": place, "backend_address": place, "backend_port": 33062,
            "server_id": server, "priority": 1, "generation": 1, "created_at": at, "updated_at": at,
        })  # fmt: skip
    for place in (first, *others):
        add(store, "addresses", {"address": place, "subnet_id": known["subnet_id"], "owner": own})
    return own


def advertise(data: pathlib.Path) -> None:
    """Makes all nodes part of their instances, so that the proxy has to listen for them."""
    store = sqlite3.connect(data / "hyades.db")
    with store:
        store.execute("UPDATE nodes SET lifecycle = 'active'")
    store.close()


def add(store: sqlite3.Connection, table: str, row: dict) -> None:
    marks = ", ".join("?" * len(row))
    store.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def new_id(suffix: str) -> str:
    return f"{random.getrandbits(128):032x}{suffix}"


def address(network: str, number: int) -> str:
    """The nth address of 127.x.0.0/16, from the second on as the product does."""
    return f"{'.'.join(network.split('.')[:2])}.{(number + 2) // 256}.{(number + 2) % 256}"
