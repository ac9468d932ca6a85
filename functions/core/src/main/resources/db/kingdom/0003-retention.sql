-- An ended Measurement that is not kept for ever is due, too: at the time when it is forgotten.
create index if not exists creation_requests_of_measurement on creation_requests (measurement);
