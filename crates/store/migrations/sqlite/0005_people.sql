-- Who may come in: accounts, sessions, failed attempts, settings, and the chain of what was done with them.
create table account (
    town text not null, name text not null, kind text not null, person text not null,
    version integer not null, state text not null,
    primary key (town, name)
) strict, without rowid;
create unique index account_person on account (town, person);

create table session (
    town text not null, hash text not null, account text not null,
    begun_at integer not null, seen_at integer not null, proved_at integer not null,
    address text not null, device text not null,
    primary key (town, hash)
) strict, without rowid;
create index session_account on session (town, account);

create table attempt (
    town text not null, subject text not null, failures integer not null, last_at integer not null,
    primary key (town, subject)
) strict, without rowid;
create index attempt_last on attempt (town, last_at);

create table setting (
    town text not null, name text not null, value text not null,
    primary key (town, name)
) strict, without rowid;

create table event (
    town text not null, seq integer not null, happened_at integer not null, actor text not null,
    deed text not null, subject text not null, address text not null, details text not null, hash text not null,
    primary key (town, seq)
) strict, without rowid;

create table event_head (
    town text not null, size integer not null, hash text not null,
    primary key (town)
) strict, without rowid;
