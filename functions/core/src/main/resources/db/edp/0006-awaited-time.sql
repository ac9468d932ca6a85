-- Up to when the group's events must reach before the work can go on.
alter table fulfillments add column if not exists awaited_until timestamptz;

create index if not exists fulfillments_awaiting_time
  on fulfillments (awaited_group, awaited_until) where awaited_group is not null;

drop index if exists fulfillments_awaiting;
