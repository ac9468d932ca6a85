-- Every change of every state, written by the same transaction that changes it.
create table if not exists history (
  entity varchar(700) not null,
  kind varchar(60) not null,
  version bigint not null,
  from_state varchar(40),
  to_state varchar(40) not null,
  at timestamptz not null,
  cause varchar(200) not null,
  transaction_name varchar(100) not null,
  detail text not null,
  primary key (entity, kind, version)
);

-- What is still to be sent. A sent row is deleted, so the table is as small as the backlog.
create table if not exists outbox (
  shard bigint not null,
  id varchar(60) not null,
  kind varchar(20) not null,
  topic varchar(200) not null,
  message_key varchar(700) not null,
  message_type varchar(200) not null,
  payload bytea not null,
  attributes text not null,
  created_at timestamptz not null,
  not_before timestamptz not null,
  attempts bigint not null,
  last_error text,
  primary key (shard, id)
);

create index if not exists outbox_due on outbox (shard, not_before);

-- Work that takes longer than a function may. due_at says when somebody must look at the job again:
-- when a start that was asked for should have been taken up, or when a lease runs out.
create table if not exists jobs (
  name varchar(700) not null primary key,
  kind varchar(60) not null,
  resource varchar(600) not null,
  state varchar(40) not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  shard bigint not null,
  requested bigint not null,
  taken bigint not null,
  attempts bigint not null,
  failures bigint not null,
  lease_token varchar(60),
  not_before timestamptz not null,
  due_at timestamptz,
  last_error text
);

create index if not exists jobs_due on jobs (shard, due_at) where due_at is not null;
