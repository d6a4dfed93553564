-- Small grain state and reminders of a silo that is alone. The provider knows the keys, the parameters and the result columns; each
-- query's statements exclude each other, so each change is one statement and atomic by itself.
create table if not exists OrleansQuery (QueryKey text primary key, QueryText text not null);

create table if not exists grain_state
(
    service text not null,
    type_hash integer not null,
    id_hash integer not null,
    id_n0 integer not null,
    id_n1 integer not null,
    type_name text not null,
    id_extension text,
    version integer not null,
    modified_at text not null,
    payload blob
);
-- Unique, so that of two first writes one is refused.
create unique index if not exists grain_state_key on grain_state
    (id_hash, type_hash, id_n0, id_n1, service, type_name, coalesce(id_extension, ''));

create table if not exists reminder
(
    service text not null,
    grain text not null,
    name text not null,
    grain_hash integer not null,
    start_time datetime not null,
    period_ms integer not null,
    version integer not null default 0,
    primary key (service, grain, name)
);

insert or replace into OrleansQuery (QueryKey, QueryText) values
('ReadFromStorageKey', '
select payload as PayloadBinary, version as Version
from grain_state
where id_hash = @GrainIdHash and type_hash = @GrainTypeHash and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1
    and service = @ServiceId and type_name = @GrainTypeString
    and coalesce(id_extension, '''') = coalesce(@GrainIdExtensionString, '''')
'),
('WriteToStorageKey', '
update grain_state
set payload = @PayloadBinary, version = version + 1, modified_at = datetime(''now'')
where id_hash = @GrainIdHash and type_hash = @GrainTypeHash and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1
    and service = @ServiceId and type_name = @GrainTypeString
    and coalesce(id_extension, '''') = coalesce(@GrainIdExtensionString, '''')
    and version = @GrainStateVersion
returning version as NewGrainStateVersion;
insert into grain_state
    (id_hash, type_hash, id_n0, id_n1, service, type_name, id_extension, version, modified_at, payload)
select @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @ServiceId, @GrainTypeString, @GrainIdExtensionString, 1,
    datetime(''now''), @PayloadBinary
where @GrainStateVersion is null
on conflict do nothing
returning version as NewGrainStateVersion
'),
('ClearStorageKey', '
update grain_state
set payload = null, version = version + 1, modified_at = datetime(''now'')
where id_hash = @GrainIdHash and type_hash = @GrainTypeHash and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1
    and service = @ServiceId and type_name = @GrainTypeString
    and coalesce(id_extension, '''') = coalesce(@GrainIdExtensionString, '''')
    and version = @GrainStateVersion
returning version as NewGrainStateVersion
'),
('DeleteStorageKey', '
delete from grain_state
where id_hash = @GrainIdHash and type_hash = @GrainTypeHash and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1
    and service = @ServiceId and type_name = @GrainTypeString
    and coalesce(id_extension, '''') = coalesce(@GrainIdExtensionString, '''')
    and version = @GrainStateVersion
returning version + 1 as NewGrainStateVersion
'),
('UpsertReminderRowKey', '
insert into reminder (service, grain, name, grain_hash, start_time, period_ms)
values (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period)
on conflict (service, grain, name) do update
set grain_hash = excluded.grain_hash, start_time = excluded.start_time, period_ms = excluded.period_ms, version = version + 1
returning version as Version
'),
('ReadReminderRowKey', '
select grain as GrainId, name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from reminder
where service = @ServiceId and grain = @GrainId and name = @ReminderName
'),
('ReadReminderRowsKey', '
select grain as GrainId, name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from reminder
where service = @ServiceId and grain = @GrainId
'),
('ReadRangeRows1Key', '
select grain as GrainId, name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from reminder
where service = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash
'),
('ReadRangeRows2Key', '
select grain as GrainId, name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from reminder
where service = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash)
'),
('DeleteReminderRowKey', '
delete from reminder
where service = @ServiceId and grain = @GrainId and name = @ReminderName and version = @Version
returning 1
'),
('DeleteReminderRowsKey', '
delete from reminder where service = @ServiceId
');
