-- Processes that have run a job and stand by for the next one: as many rows as such processes.
create table if not exists standbys (
  id varchar(60) not null primary key,
  promised_until timestamptz not null,
  job varchar(700)
);
