-- When event rows may first have been read for the answer: from then on a charge is never refunded.
alter table fulfillments add column if not exists events_read_at timestamptz;
