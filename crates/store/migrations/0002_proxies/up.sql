CREATE TABLE proxies (
    id TEXT PRIMARY KEY,
    instance_id TEXT NOT NULL,
    name TEXT NOT NULL,
    lifecycle TEXT NOT NULL,
    activity TEXT,
    activity_job TEXT,
    subnet_id TEXT NOT NULL,
    address TEXT,
    flavor TEXT NOT NULL,
    port BIGINT NOT NULL,
    eip TEXT,
    proxy_mode TEXT NOT NULL,
    routing TEXT NOT NULL,
    new_nodes_join BIGINT NOT NULL,
    new_nodes_weight BIGINT NOT NULL,
    consistency TEXT NOT NULL,
    transaction_split BIGINT NOT NULL,
    pooling TEXT NOT NULL,
    tls BIGINT NOT NULL,
    lossless_switchover BIGINT NOT NULL,
    access_enabled BIGINT NOT NULL,
    access_kind TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX proxies_by_instance ON proxies (instance_id, created_at, id);

CREATE INDEX proxies_by_activity ON proxies (activity_job);

CREATE TABLE proxy_nodes (
    id TEXT PRIMARY KEY,
    proxy_id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    lifecycle TEXT NOT NULL,
    generation BIGINT NOT NULL,
    version TEXT NOT NULL,
    az TEXT NOT NULL,
    UNIQUE (proxy_id, ordinal)
);

CREATE TABLE proxy_weights (
    proxy_id TEXT NOT NULL,
    node_id TEXT NOT NULL,
    weight BIGINT NOT NULL,
    PRIMARY KEY (proxy_id, node_id)
);

CREATE INDEX proxy_weights_by_node ON proxy_weights (node_id);

CREATE TABLE proxy_parameters (
    proxy_id TEXT NOT NULL,
    parameter TEXT NOT NULL,
    setting TEXT NOT NULL,
    PRIMARY KEY (proxy_id, parameter)
);

CREATE TABLE proxy_access_entries (
    proxy_id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    network TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (proxy_id, ordinal)
);

CREATE TABLE instance_switches (
    instance_id TEXT NOT NULL,
    switch TEXT NOT NULL,
    PRIMARY KEY (instance_id, switch)
);

CREATE TABLE sql_filter_rules (
    instance_id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    node_id TEXT NOT NULL,
    sql_type TEXT NOT NULL,
    pattern TEXT NOT NULL,
    max_concurrency BIGINT NOT NULL,
    PRIMARY KEY (instance_id, ordinal)
);

CREATE INDEX sql_filter_rules_by_node ON sql_filter_rules (node_id);
