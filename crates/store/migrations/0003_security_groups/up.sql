ALTER TABLE security_groups ADD COLUMN description TEXT NOT NULL DEFAULT '';

ALTER TABLE security_groups ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0;

ALTER TABLE security_groups ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;

CREATE TABLE security_rules (
    id TEXT PRIMARY KEY,
    group_id TEXT NOT NULL,
    direction TEXT NOT NULL,
    ether_type TEXT NOT NULL,
    protocol TEXT,
    ports TEXT,
    remote_block TEXT,
    remote_group_id TEXT,
    action TEXT NOT NULL,
    priority BIGINT NOT NULL,
    enabled BIGINT NOT NULL,
    description TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX security_rules_by_group ON security_rules (group_id, created_at, id);

-- Groups that were only names let everybody in, and go on doing so. Ids of rules are their own: a group's serves as well.
INSERT INTO security_rules (id, group_id, direction, ether_type, action, priority, enabled, description, created_at)
SELECT id, id, 'ingress', 'IPv4', 'allow', 100, 1, '', 0 FROM security_groups;

INSERT INTO security_rules (id, group_id, direction, ether_type, action, priority, enabled, description, created_at)
SELECT CASE substr(id, 1, 1) WHEN '6' THEN '7' ELSE '6' END || substr(id, 2), id, 'ingress', 'IPv6', 'allow', 100, 1, '', 0
FROM security_groups;
