-- Passkeys of accounts, and the challenges that wait for an answer.
create table passkey (
    town text collate "C" not null, id text collate "C" not null, account text collate "C" not null, label text not null,
    made_at bigint not null, used_at bigint not null, handle text not null, fixed text not null, moving text not null,
    primary key (town, id)
);
create index passkey_account on passkey (town, account);

create table ceremony (
    town text collate "C" not null, challenge text collate "C" not null, account text collate "C" not null, state text not null,
    until_at bigint not null,
    primary key (town, challenge)
);
create index ceremony_until on ceremony (town, until_at);
