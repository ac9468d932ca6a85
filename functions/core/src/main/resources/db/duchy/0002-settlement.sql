-- Set from the end of a computation until its secrets and shares are destroyed and it is settled.
alter table computations add column if not exists unsettled_shard bigint;

create index if not exists computations_unsettled
  on computations (unsettled_shard) where unsettled_shard is not null;
