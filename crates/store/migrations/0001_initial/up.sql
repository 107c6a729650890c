CREATE TABLE domains (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE projects (
    id TEXT PRIMARY KEY,
    domain_id TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (domain_id, name)
);

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    domain_id TEXT NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    policies TEXT NOT NULL,
    UNIQUE (domain_id, name)
);

CREATE TABLE access_keys (
    access TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    sealed_secret TEXT NOT NULL
);

CREATE TABLE vpcs (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL,
    name TEXT NOT NULL
);

CREATE TABLE subnets (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL,
    vpc_id TEXT NOT NULL,
    name TEXT NOT NULL,
    cidr TEXT NOT NULL
);

CREATE TABLE security_groups (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL,
    name TEXT NOT NULL
);

CREATE TABLE instances (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL,
    name TEXT NOT NULL,
    alias TEXT NOT NULL,
    lifecycle TEXT NOT NULL,
    busy_operation TEXT,
    busy_job TEXT,
    flavor TEXT NOT NULL,
    engine TEXT NOT NULL,
    lower_case_table_names BIGINT NOT NULL,
    time_zone TEXT NOT NULL,
    az_mode TEXT NOT NULL,
    master_az TEXT NOT NULL,
    vpc_id TEXT NOT NULL,
    subnet_id TEXT NOT NULL,
    security_group_id TEXT,
    template_id TEXT NOT NULL,
    enterprise_project TEXT NOT NULL,
    charge_mode TEXT NOT NULL,
    address TEXT,
    port BIGINT NOT NULL,
    backup_window TEXT NOT NULL,
    backup_keep_days BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX instances_by_project ON instances (project_id, created_at, id);

CREATE TABLE tags (
    instance_id TEXT NOT NULL,
    tag_key TEXT NOT NULL,
    tag_value TEXT NOT NULL,
    PRIMARY KEY (instance_id, tag_key)
);

CREATE TABLE nodes (
    id TEXT PRIMARY KEY,
    instance_id TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    lifecycle TEXT NOT NULL,
    host_id TEXT NOT NULL,
    az TEXT NOT NULL,
    address TEXT NOT NULL UNIQUE,
    backend_address TEXT NOT NULL,
    backend_port BIGINT NOT NULL,
    server_id BIGINT NOT NULL,
    priority BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (instance_id, server_id)
);

CREATE INDEX nodes_by_lifecycle ON nodes (lifecycle);

CREATE TABLE addresses (
    address TEXT PRIMARY KEY,
    subnet_id TEXT NOT NULL,
    owner TEXT NOT NULL
);

CREATE INDEX addresses_by_subnet ON addresses (subnet_id);

CREATE INDEX addresses_by_owner ON addresses (owner);

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    progress BIGINT NOT NULL,
    instance_id TEXT NOT NULL,
    instance_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    fail_reason TEXT
);

CREATE INDEX jobs_by_project ON jobs (project_id, created_at);

CREATE TABLE workflows (
    job_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    definition TEXT NOT NULL
);

CREATE TABLE workflow_log (
    job_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (job_id, seq)
);

CREATE TABLE quotas (
    project_id TEXT NOT NULL,
    resource TEXT NOT NULL,
    quota BIGINT NOT NULL,
    PRIMARY KEY (project_id, resource)
);
