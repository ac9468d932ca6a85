-- This Duchy's part in a Computation. No column holds a secret.
create table if not exists computations (
  name varchar(200) not null primary key,
  state varchar(40) not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  measurement varchar(300) not null,
  -- From the first run on: the signed specification, pinned, and what this Duchy published for it.
  measurement_spec bytea,
  spec_fingerprint varchar(64),
  requisition_params bytea,
  confirmed boolean not null,
  failure text,
  -- Null once the state is terminal.
  shard bigint not null,
  open_since timestamptz
);

create index if not exists computations_open
  on computations (shard, open_since) where open_since is not null;

-- One specification is served once: a second result over the same data would thin out the noise.
create unique index if not exists computations_by_spec
  on computations (spec_fingerprint) where spec_fingerprint is not null;

-- Who has to answer, and which worker takes the explicit share, as the first run saw it.
create table if not exists computation_requisitions (
  computation varchar(200) not null,
  requisition varchar(300) not null,
  data_provider varchar(200) not null,
  receiving_duchy varchar(200) not null,
  fulfilled boolean not null,
  primary key (computation, requisition)
);

-- What the other Duchies signed, pinned when this one confirmed.
create table if not exists computation_peers (
  computation varchar(200) not null,
  duchy varchar(200) not null,
  public_key bytea not null,
  seed_commitment bytea not null,
  api_url varchar(1000) not null,
  primary key (computation, duchy)
);

-- The first verified manifest of each sender and stage.
create table if not exists computation_inputs (
  computation varchar(200) not null,
  stage varchar(100) not null,
  sender varchar(200) not null,
  manifest bytea not null,
  pinned_at timestamptz not null,
  primary key (computation, stage, sender)
);

-- Why the last hand-over of a sender was refused.
create table if not exists computation_refusals (
  computation varchar(200) not null,
  stage varchar(100) not null,
  sender varchar(200) not null,
  reason text not null,
  refused_at timestamptz not null,
  primary key (computation, stage, sender)
);

-- What this Duchy made, once committed: the same bytes go out however often they are sent. Either an
-- object in the internal bucket, or the content itself where it is signed or sealed for others.
create table if not exists computation_outputs (
  computation varchar(200) not null,
  kind varchar(40) not null,
  sha256 varchar(64) not null,
  size_bytes bigint not null,
  object_name varchar(1000),
  content bytea,
  primary key (computation, kind)
);
