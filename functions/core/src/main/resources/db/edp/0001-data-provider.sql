-- What the operator decided to answer, as protobuf JSON; without a row the configuration decides.
create table if not exists answer_policy (
  name varchar(60) not null primary key,
  policy text not null,
  updated_at timestamptz not null
);

-- The present version of each object in the bucket of event files, and what was found in it.
create table if not exists event_files (
  object varchar(500) not null primary key,
  generation varchar(60) not null,
  size_bytes bigint not null,
  event_group varchar(63) not null,
  event_rows bigint not null,
  first_event timestamptz,
  last_event timestamptz,
  columns text[] not null,
  error text,
  inspected_at timestamptz not null
);

create index if not exists event_files_by_group on event_files (event_group);

-- What the Kingdom holds of us: the digest of what was last published under each resource name.
create table if not exists publications (
  name varchar(200) not null primary key,
  digest varchar(64) not null,
  published_at timestamptz not null
);

-- The work on each requisition. `requisition` is as the Kingdom first delivered it: signed or sealed
-- in all that matters. `pinned_inputs` is protobuf JSON. The digest is that of the one answer that is
-- ever delivered.
create table if not exists fulfillments (
  name varchar(200) not null primary key,
  state varchar(40) not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  measurement varchar(200) not null,
  requisition bytea not null,
  expires_at timestamptz not null,
  message text not null,
  justification varchar(60),
  refusal_message text,
  pinned_inputs text,
  answer_object varchar(300),
  answer_digest varchar(64),
  active_shard bigint
);

-- The rows that are not at an end, which alone have a shard.
create index if not exists fulfillments_active
  on fulfillments (active_shard) where active_shard is not null;

-- What each measurement consumer has used of the people in a population cell on a day, by VID bucket.
-- `charges` holds runs of buckets with equal sums: first-last, rho, theta; exact decimals.
create table if not exists budget_cells (
  measurement_consumer varchar(200) not null,
  charge_day varchar(10) not null,
  cell varchar(600) not null,
  charges text not null,
  primary key (measurement_consumer, charge_day, cell)
);

-- Every charge and refund, by requisition; entries of one count up from 1. `charge` is protobuf JSON.
create table if not exists budget_entries (
  reference varchar(200) not null,
  entry bigint not null,
  kind varchar(20) not null,
  measurement_consumer varchar(200) not null,
  charge text not null,
  created_at timestamptz not null,
  primary key (reference, entry)
);
