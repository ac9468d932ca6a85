-- Which requisition of a signed specification is charged and answered: one, whatever the Kingdom
-- delivers. The reference of budget entries is that fingerprint.
alter table fulfillments add column if not exists spec_fingerprint varchar(64);

create unique index if not exists fulfillments_by_spec
  on fulfillments (spec_fingerprint) where spec_fingerprint is not null;
