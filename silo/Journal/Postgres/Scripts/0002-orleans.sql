-- Tables and queries behind Orleans' ADO.NET providers: membership, reminders, small grain state. The providers know
-- the query keys, the parameters and the result columns; names of tables and the queries themselves are ours. Every
-- query is one statement, so every change is atomic by itself.
create table OrleansQuery
(
    QueryKey text primary key,
    QueryText text not null
);

create table membership_version
(
    deployment text primary key,
    version integer not null default 0,
    changed_at timestamptz not null default now()
);

create table membership
(
    deployment text not null references membership_version,
    address text not null,
    port integer not null,
    generation integer not null,
    silo_name text not null,
    host_name text not null,
    status integer not null,
    proxy_port integer,
    suspect_times text,
    start_time timestamptz not null,
    alive_time timestamptz not null,
    primary key (deployment, address, port, generation)
);

create table reminder
(
    service text not null,
    grain text not null,
    name text not null,
    grain_hash integer not null,
    start_time timestamptz not null,
    period_ms bigint not null,
    version integer not null default 0,
    primary key (service, grain, name)
);
create index reminder_hash on reminder (service, grain_hash);

create table grain_state
(
    service text not null,
    type_hash integer not null,
    id_hash integer not null,
    id_n0 bigint not null,
    id_n1 bigint not null,
    type_name text not null,
    id_extension text,
    version integer not null,
    modified_at timestamptz not null default now(),
    payload bytea
);
-- Unique, so that of two first writes one is refused.
create unique index grain_state_key on grain_state
    (id_hash, type_hash, id_n0, id_n1, service, type_name, coalesce(id_extension, ''));

insert into OrleansQuery (QueryKey, QueryText) values
('InsertMembershipVersionKey', $query$
with added as (
    insert into membership_version (deployment) values (@DeploymentId) on conflict do nothing returning 1)
select exists (select from added)
$query$),
('InsertMembershipKey', $query$
with bumped as (
    update membership_version set version = version + 1, changed_at = now()
    where deployment = @DeploymentId and version = @Version
        and not exists (
            select from membership
            where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning 1),
added as (
    insert into membership
        (deployment, address, port, generation, silo_name, host_name, status, proxy_port, start_time, alive_time)
    select @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort,
        @StartTime::timestamptz, @IAmAliveTime::timestamptz
    from bumped
    returning 1)
select exists (select from added)
$query$),
('UpdateMembershipKey', $query$
with bumped as (
    update membership_version set version = version + 1, changed_at = now()
    where deployment = @DeploymentId and version = @Version
        and exists (
            select from membership
            where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning 1),
changed as (
    update membership
    set status = @Status, suspect_times = @SuspectTimes::text, alive_time = @IAmAliveTime::timestamptz
    where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation
        and exists (select from bumped)
    returning 1)
select exists (select from changed)
$query$),
('UpdateIAmAlivetimeKey', $query$
update membership set alive_time = @IAmAliveTime::timestamptz
where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$query$),
('MembershipReadRowKey', $query$
select m.address as Address, m.port as Port, m.generation as Generation, m.silo_name as SiloName,
    m.host_name as HostName, m.status as Status, m.proxy_port as ProxyPort, m.suspect_times as SuspectTimes,
    m.start_time as StartTime, m.alive_time as IAmAliveTime, v.version as Version
from membership_version v
left join membership m on m.deployment = v.deployment
    and m.address = @Address and m.port = @Port and m.generation = @Generation
where v.deployment = @DeploymentId
$query$),
('MembershipReadAllKey', $query$
select m.address as Address, m.port as Port, m.generation as Generation, m.silo_name as SiloName,
    m.host_name as HostName, m.status as Status, m.proxy_port as ProxyPort, m.suspect_times as SuspectTimes,
    m.start_time as StartTime, m.alive_time as IAmAliveTime, v.version as Version
from membership_version v
left join membership m on m.deployment = v.deployment
where v.deployment = @DeploymentId
$query$),
('GatewaysQueryKey', $query$
select address as Address, proxy_port as ProxyPort, generation as Generation
from membership
where deployment = @DeploymentId and status = @Status and proxy_port > 0
$query$),
('DeleteMembershipTableEntriesKey', $query$
with gone as (delete from membership where deployment = @DeploymentId)
delete from membership_version where deployment = @DeploymentId
$query$),
-- 3 is the status Active: such a silo is for the others to declare dead, not for the clean-up to forget.
('CleanupDefunctSiloEntriesKey', $query$
delete from membership
where deployment = @DeploymentId and status <> 3 and alive_time < @IAmAliveTime::timestamptz
$query$),
('UpsertReminderRowKey', $query$
insert into reminder as r (service, grain, name, grain_hash, start_time, period_ms)
values (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime::timestamptz, @Period)
on conflict (service, grain, name) do update
set grain_hash = excluded.grain_hash, start_time = excluded.start_time, period_ms = excluded.period_ms,
    version = r.version + 1
returning version as Version
$query$),
('ReadReminderRowKey', $query$
select grain as GrainId, name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from reminder
where service = @ServiceId and grain = @GrainId and name = @ReminderName
$query$),
('ReadReminderRowsKey', $query$
select grain as GrainId, name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from reminder
where service = @ServiceId and grain = @GrainId
$query$),
('ReadRangeRows1Key', $query$
select grain as GrainId, name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from reminder
where service = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash
$query$),
('ReadRangeRows2Key', $query$
select grain as GrainId, name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from reminder
where service = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash)
$query$),
('DeleteReminderRowKey', $query$
with gone as (
    delete from reminder
    where service = @ServiceId and grain = @GrainId and name = @ReminderName and version = @Version
    returning 1)
select exists (select from gone)
$query$),
('DeleteReminderRowsKey', $query$
delete from reminder where service = @ServiceId
$query$),
('ReadFromStorageKey', $query$
select payload as PayloadBinary, version as Version
from grain_state
where id_hash = @GrainIdHash and type_hash = @GrainTypeHash and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1
    and service = @ServiceId and type_name = @GrainTypeString
    and coalesce(id_extension, '') = coalesce(@GrainIdExtensionString::text, '')
$query$),
('WriteToStorageKey', $query$
with updated as (
    update grain_state
    set payload = @PayloadBinary, version = version + 1, modified_at = now()
    where id_hash = @GrainIdHash and type_hash = @GrainTypeHash and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1
        and service = @ServiceId and type_name = @GrainTypeString
        and coalesce(id_extension, '') = coalesce(@GrainIdExtensionString::text, '')
        and version = @GrainStateVersion::integer
    returning version),
added as (
    insert into grain_state
        (id_hash, type_hash, id_n0, id_n1, service, type_name, id_extension, version, payload)
    select @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @ServiceId, @GrainTypeString,
        @GrainIdExtensionString::text, 1, @PayloadBinary
    where @GrainStateVersion::integer is null
    on conflict do nothing
    returning version)
select version as NewGrainStateVersion from updated
union all
select version from added
$query$),
('ClearStorageKey', $query$
update grain_state
set payload = null, version = version + 1, modified_at = now()
where id_hash = @GrainIdHash and type_hash = @GrainTypeHash and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1
    and service = @ServiceId and type_name = @GrainTypeString
    and coalesce(id_extension, '') = coalesce(@GrainIdExtensionString::text, '')
    and version = @GrainStateVersion::integer
returning version as NewGrainStateVersion
$query$),
('DeleteStorageKey', $query$
delete from grain_state
where id_hash = @GrainIdHash and type_hash = @GrainTypeHash and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1
    and service = @ServiceId and type_name = @GrainTypeString
    and coalesce(id_extension, '') = coalesce(@GrainIdExtensionString::text, '')
    and version = @GrainStateVersion::integer
returning version + 1 as NewGrainStateVersion
$query$);
