create table if not exists contract_values (
  id varchar(100) not null primary key,
  text_value text,
  long_value bigint,
  double_value double precision,
  bool_value boolean,
  time_value timestamptz,
  bytes_value bytea,
  enum_value varchar(40),
  texts_value text[],
  longs_value bigint[]
);
create unique index if not exists contract_values_text on contract_values (text_value);
create table if not exists contract_counters (
  id varchar(100) not null primary key,
  value bigint not null
);
create table if not exists contract_lamps (
  name varchar(200) not null primary key,
  state varchar(40) not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  colour varchar(40)
);
