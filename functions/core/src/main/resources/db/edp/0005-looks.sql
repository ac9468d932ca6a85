-- When a sweep next looks at work that waits; empty once it is at an end.
alter table fulfillments add column if not exists due_at timestamptz;

-- The event group of which a file must come before the work can go on.
alter table fulfillments add column if not exists awaited_group varchar(63);

create index if not exists fulfillments_due
  on fulfillments (active_shard, due_at) where due_at is not null;

create index if not exists fulfillments_awaiting
  on fulfillments (awaited_group) where awaited_group is not null;

drop index if exists fulfillments_active;

-- What the Kingdom did not take; gone once it does.
create table if not exists rejected_publications (
  name varchar(200) not null primary key,
  reason text not null,
  rejected_at timestamptz not null
);
