"""The metadata by which MySQL Router knows primary from replica.

MySQL Shell makes it when it creates a ReplicaSet; there is no Shell in Debian, and Router reads only this.
"""

from ..fixture import Servers

CLUSTER = "00000000-0000-0000-0000-000000000001"
SCHEMA = "mysql_innodb_cluster_metadata"

TABLES = f"""
CREATE DATABASE {SCHEMA};
USE {SCHEMA};
CREATE TABLE schema_version (major INT, minor INT, patch INT, PRIMARY KEY (major));
INSERT INTO schema_version VALUES (2, 2, 0); -- 2.3 has routing guidelines, too
CREATE TABLE v2_instances (
  instance_id INT PRIMARY KEY, cluster_id CHAR(36), label VARCHAR(64), mysql_server_uuid CHAR(36),
  endpoint VARCHAR(64), xendpoint VARCHAR(64), attributes JSON, instance_type VARCHAR(20));
CREATE TABLE v2_ar_clusters (
  view_id INT, cluster_type CHAR(2), primary_mode CHAR(2), async_topology_type VARCHAR(20),
  cluster_id CHAR(36) PRIMARY KEY, cluster_name VARCHAR(20), attributes JSON, options JSON, router_options JSON);
INSERT INTO v2_ar_clusters VALUES
  (1, 'ar', 'pm', 'SINGLE-PRIMARY-TREE', '{CLUSTER}', 'bench', '{{}}', '{{}}', '{{}}');
CREATE VIEW v2_clusters AS SELECT * FROM v2_ar_clusters;
CREATE TABLE v2_ar_members (
  view_id INT, cluster_id CHAR(36), instance_id INT PRIMARY KEY, member_id CHAR(36), member_role VARCHAR(10));
CREATE VIEW v2_this_instance AS SELECT cluster_id, cluster_name, cluster_type FROM v2_ar_clusters;
CREATE TABLE routers (
  router_id INT PRIMARY KEY, router_name VARCHAR(64), product_name VARCHAR(64), address VARCHAR(64), version VARCHAR(64),
  last_check_in TIMESTAMP NULL, attributes JSON, cluster_id CHAR(36), options JSON, clusterset_id CHAR(36));
INSERT INTO routers (router_id, attributes, cluster_id) VALUES (1, '{{}}', '{CLUSTER}');
CREATE VIEW v2_routers AS SELECT * FROM routers;
CREATE TABLE v2_router_options (router_id INT PRIMARY KEY, router_options JSON);
INSERT INTO v2_router_options VALUES (1, '{{}}');
"""

MEMBER = """
INSERT INTO {schema}.v2_instances VALUES
  ({number}, '{cluster}', 'i{number}', '{uuid}', '{endpoint}', NULL, '{{}}', 'async-member');
INSERT INTO {schema}.v2_ar_members VALUES (1, '{cluster}', {number}, '{uuid}', '{role}');
"""


def install(servers: Servers) -> None:
    """Writes the metadata into the primary, unless it is there."""
    if servers.primary.sql(f"SHOW DATABASES LIKE '{SCHEMA}'"):
        return
    sql = TABLES
    for server, role in ((servers.primary, "PRIMARY"), (servers.replica, "SECONDARY")):
        sql += MEMBER.format(
            schema=SCHEMA, number=server.number, cluster=CLUSTER, role=role,
            uuid=server.sql("SELECT @@server_uuid"), endpoint=f"{server.address}:{server.port}",
        )  # fmt: skip
    servers.primary.sql(sql)
    servers.wait_for_replica()


def state(servers: Servers) -> dict:
    """Where Router looks first."""
    known = [f"mysql://{server.address}:{server.port}" for server in (servers.primary, servers.replica)]
    cache = {"cluster-metadata-servers": known, "group-replication-id": CLUSTER, "view-id": 1}
    return {"version": "1.1.0", "metadata-cache": cache}
