-- When a sweep next looks at work that waits; empty once it is at an end.
alter table fulfillments add column if not exists due_at timestamptz;

-- What the work waits for: a file of an event group, or events up to a time.
alter table fulfillments add column if not exists awaited_group varchar(63);
alter table fulfillments add column if not exists awaited_until timestamptz;

create index if not exists fulfillments_due
  on fulfillments (active_shard, due_at) where due_at is not null;

create index if not exists fulfillments_awaiting_group
  on fulfillments (awaited_group) where awaited_group is not null;

create index if not exists fulfillments_awaiting_time
  on fulfillments (active_shard, awaited_until) where awaited_until is not null;

drop index if exists fulfillments_active;

-- The times for which there are events, as protobuf JSON: what all usable files say together. One
-- row, written where a file changes it.
create table if not exists availability (
  name varchar(60) not null primary key,
  intervals text not null,
  updated_at timestamptz not null
);

-- What the Kingdom did not take; gone once it does.
create table if not exists rejected_publications (
  name varchar(200) not null primary key,
  reason text not null,
  rejected_at timestamptz not null
);
