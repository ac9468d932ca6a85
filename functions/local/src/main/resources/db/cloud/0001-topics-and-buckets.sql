-- What a subscription still has to deliver. A delivered row is deleted; a dead one stays.
create table if not exists deliveries (
  subscription varchar(200) not null,
  message_id varchar(60) not null,
  topic varchar(300) not null,
  message_key varchar(700) not null,
  message_type varchar(200) not null,
  payload bytea not null,
  attributes text not null,
  published_at timestamptz not null,
  attempts bigint not null,
  not_before timestamptz not null,
  last_error text,
  dead_at timestamptz,
  primary key (subscription, message_id)
);

-- Which version of each object has been told to the bucket's owner.
create table if not exists announced_objects (
  bucket varchar(200) not null,
  object varchar(1024) not null,
  generation bigint not null,
  size bigint not null,
  primary key (bucket, object)
);
