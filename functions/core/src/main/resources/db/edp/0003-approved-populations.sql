-- The populations that the operator approved to count on. The one without `withdrawn_at` is in force;
-- the others are kept, as charges may have been booked by them.
create table if not exists approved_populations (
  population varchar(200) not null,
  digest varchar(64) not null,
  approved_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (population, digest)
);
