-- When a sweep next looks at a computation that waits; empty once it has ended.
alter table computations add column if not exists due_at timestamptz;

create index if not exists computations_due
  on computations (shard, due_at) where due_at is not null;

drop index if exists computations_open;
