-- Keys are resource names, so rows of one parent lie together. `details` holds protobuf JSON that a
-- person can read; what a query looks for has a column of its own.

-- Parties and the OIDC identity under which each one calls. approved_at stays empty until the
-- operator first approved the party: a party that was suspended before has no role at all.
create table if not exists parties (
  name varchar(200) not null primary key,
  state varchar(40) not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  issuer varchar(500) not null,
  subject varchar(500) not null,
  root_key varchar(64) not null,
  approved_at timestamptz,
  details text not null
);

create unique index if not exists parties_identity on parties (issuer, subject);

create index if not exists parties_root_key on parties (root_key);

create table if not exists certificates (
  name varchar(300) not null primary key,
  state varchar(40) not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  party varchar(200) not null,
  der bytea not null,
  revocation_reason text
);

create index if not exists certificates_of_party on certificates (party, name);

-- Which Measurements rest on a certificate; rows go when the Measurement ends.
create table if not exists certificate_uses (
  certificate varchar(300) not null,
  measurement varchar(300) not null,
  primary key (certificate, measurement)
);

create index if not exists certificate_uses_of_measurement on certificate_uses (measurement);

create table if not exists event_groups (
  name varchar(300) not null primary key,
  data_provider varchar(200) not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  details text not null
);

create index if not exists event_groups_of_data_provider on event_groups (data_provider, name);

create table if not exists data_availability (
  data_provider varchar(200) not null primary key,
  updated_at timestamptz not null,
  details text not null
);

create table if not exists populations (
  name varchar(200) not null primary key,
  created_at timestamptz not null,
  created_by varchar(200) not null,
  details text not null
);

-- due_at says when somebody must look again: to repeat what the Measurement waits for, or because it
-- expires. Empty once it has ended.
create table if not exists measurements (
  name varchar(300) not null primary key,
  state varchar(40) not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  measurement_consumer varchar(200) not null,
  computation varchar(100),
  expire_at timestamptz not null,
  shard bigint not null,
  due_at timestamptz,
  failure text,
  details text not null
);

create index if not exists measurements_of_consumer
  on measurements (measurement_consumer, created_at, name);

create index if not exists measurements_due on measurements (shard, due_at) where due_at is not null;

create table if not exists creation_requests (
  measurement_consumer varchar(200) not null,
  request_id varchar(36) not null,
  payload_digest varchar(64) not null,
  measurement varchar(300) not null,
  created_at timestamptz not null,
  primary key (measurement_consumer, request_id)
);

create table if not exists results (
  measurement varchar(300) not null,
  party varchar(200) not null,
  certificate varchar(300) not null,
  sealed bytea not null,
  created_at timestamptz not null,
  primary key (measurement, party)
);

create table if not exists requisitions (
  name varchar(300) not null primary key,
  state varchar(40) not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  data_provider varchar(200) not null,
  measurement varchar(300) not null,
  place bigint not null,
  receiving_duchy varchar(200),
  nonce_hash bytea not null,
  nonce bytea,
  refusal text,
  details text not null
);

create index if not exists requisitions_of_measurement on requisitions (measurement, place);

create index if not exists requisitions_of_data_provider
  on requisitions (data_provider, created_at, name);

create table if not exists computations (
  name varchar(100) not null primary key,
  measurement varchar(300) not null,
  created_at timestamptz not null
);

-- open_since is empty once the Measurement has ended.
create table if not exists computation_participants (
  name varchar(300) not null primary key,
  state varchar(40) not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  computation varchar(100) not null,
  duchy varchar(200) not null,
  place bigint not null,
  open_since timestamptz,
  requisition_params text,
  api_url varchar(500),
  failure_message text
);

create index if not exists computation_participants_of_computation
  on computation_participants (computation, place);

create index if not exists computation_participants_open
  on computation_participants (duchy, open_since, name) where open_since is not null;

-- What parties report of a Measurement, and what the Kingdom itself sent.
create table if not exists timeline_entries (
  measurement varchar(300) not null,
  party varchar(200) not null,
  id varchar(200) not null,
  at timestamptz not null,
  details text not null,
  primary key (measurement, party, id)
);
