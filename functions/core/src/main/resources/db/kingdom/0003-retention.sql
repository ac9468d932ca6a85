-- When a Measurement ended, for what forgets it some time later; empty before, and for those that
-- ended before there was this column.
alter table measurements add column if not exists ended_at timestamptz;

create index if not exists measurements_ended
  on measurements (shard, ended_at) where ended_at is not null;

create index if not exists creation_requests_of_measurement on creation_requests (measurement);
