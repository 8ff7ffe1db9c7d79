-- How a ledger's columns fill a procedure's fields, found again by the header; ledgers on their way in.
create table ledger_mapping (
    town text not null, procedure text not null, header text not null, mapping text not null,
    primary key (town, procedure, header)
);

create table ledger_upload (
    town text not null, id text not null, person text not null, procedure text not null, name text not null,
    made_at bigint not null, contents text not null,
    primary key (town, id)
);
create index ledger_upload_made on ledger_upload (town, made_at);
