-- Who may come in: accounts, sessions, failed attempts, settings, and the chain of what was done with them.
create table account (
    town text collate "C" not null, name text collate "C" not null, kind text collate "C" not null, person text not null,
    version bigint not null, state text not null,
    primary key (town, name)
);
create unique index account_person on account (town, person);

create table session (
    town text collate "C" not null, hash text collate "C" not null, account text not null,
    begun_at bigint not null, seen_at bigint not null, proved_at bigint not null,
    address text not null, device text not null,
    primary key (town, hash)
);
create index session_account on session (town, account);

create table attempt (
    town text collate "C" not null, subject text not null, failures bigint not null, last_at bigint not null,
    primary key (town, subject)
);
create index attempt_last on attempt (town, last_at);

create table setting (
    town text collate "C" not null, name text collate "C" not null, value text not null,
    primary key (town, name)
);

create table event (
    town text collate "C" not null, seq bigint not null, happened_at bigint not null, actor text not null,
    deed text not null, subject text not null, address text not null, details text not null, hash text collate "C" not null,
    primary key (town, seq)
);

create table event_head (
    town text collate "C" not null, size bigint not null, hash text collate "C" not null,
    primary key (town)
);
