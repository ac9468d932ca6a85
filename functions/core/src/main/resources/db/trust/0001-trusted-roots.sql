-- The only thing that extends a party's trust: a root certificate that its operator approved.
create table if not exists trusted_roots (
  party varchar(200) not null,
  fingerprint varchar(64) not null,
  root_certificate bytea not null,
  issuer varchar(500) not null,
  subject varchar(300) not null,
  created_at timestamptz not null,
  primary key (party, fingerprint)
);

create index if not exists trusted_roots_by_subject on trusted_roots (subject, issuer);

-- Certificates that nobody may use any more, whatever the Kingdom says of them.
create table if not exists revoked_certificates (
  fingerprint varchar(64) not null primary key,
  reason text not null,
  created_at timestamptz not null
);
