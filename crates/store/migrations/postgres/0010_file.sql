-- Files of acts: their bytes, which can be erased while the record's hash of them stands. A row without `seq` is a
-- file that was sent before its act and falls away when none takes it.
create table file (
    town text collate "C" not null, id text collate "C" not null, hash text not null, media text not null,
    size bigint not null, name text not null, staged_at text collate "C" not null, seq bigint, erased_at text,
    erased_why text, small bytea, large bytea, bytes bytea,
    primary key (town, id)
);
create index file_seq on file (town, seq);
