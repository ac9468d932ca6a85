-- The newest come first in a list, and a list of one state reads that state's rows only.
create index if not exists measurements_newest
  on measurements (measurement_consumer, created_at desc, name);

create index if not exists measurements_of_state
  on measurements (measurement_consumer, state, created_at desc, name);

drop index if exists measurements_of_consumer;

create index if not exists requisitions_newest
  on requisitions (data_provider, created_at desc, name);

create index if not exists requisitions_of_state
  on requisitions (data_provider, state, created_at desc, name);

drop index if exists requisitions_of_data_provider;

-- Revoked certificates whose pending Measurements are not yet all failed. Few rows at any time.
create table if not exists open_revocations (
  certificate varchar(300) not null primary key
);
