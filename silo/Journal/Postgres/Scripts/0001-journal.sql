-- The journal: one fence row per node, its blocks, its snapshots, and the record of owners and refusals.
create table journal_fence
(
    node text primary key,
    epoch bigint not null check (epoch > 0),
    last_sequence bigint not null check (last_sequence >= 0)
)
-- The row is updated with every commit: room on the page keeps the update off the index.
with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

create table journal_block
(
    node text not null,
    sequence bigint not null check (sequence > 0),
    epoch bigint not null,
    bytes bytea not null,
    primary key (node, sequence)
);
-- Blocks are dense already: compressing them costs the commit more than it saves.
alter table journal_block alter column bytes set storage external;

create table journal_snapshot
(
    node text not null,
    sequence bigint not null,
    epoch bigint not null,
    verified boolean not null default false,
    bytes bytea not null,
    primary key (node, sequence, epoch)
);
alter table journal_snapshot alter column bytes set storage external;

-- Who owned a node's table from which block on.
create table journal_epoch
(
    node text not null,
    epoch bigint not null,
    last_sequence bigint not null,
    opened_at timestamptz not null default now(),
    primary key (node, epoch)
);

-- Appends that were refused as stale.
create table journal_refusal
(
    id bigint generated always as identity primary key,
    node text not null,
    epoch bigint not null,
    sequence bigint not null,
    refused_at timestamptz not null default now()
);
create index journal_refusal_node on journal_refusal (node, epoch);
