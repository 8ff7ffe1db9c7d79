-- Passkeys of accounts, and the challenges that wait for an answer.
create table passkey (
    town text not null, id text not null, account text not null, label text not null,
    made_at integer not null, used_at integer not null, handle text not null, fixed text not null, moving text not null,
    primary key (town, id)
) strict, without rowid;
create index passkey_account on passkey (town, account);

create table ceremony (
    town text not null, challenge text not null, account text not null, state text not null,
    until_at integer not null,
    primary key (town, challenge)
) strict, without rowid;
create index ceremony_until on ceremony (town, until_at);
