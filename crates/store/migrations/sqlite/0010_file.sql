-- Files of acts: their bytes, which can be erased while the record's hash of them stands. A row without `seq` is a
-- file that was sent before its act and falls away when none takes it. The bytes come last: what stands before them is
-- read without them.
create table file (
    town text not null, id text not null, hash text not null, media text not null, size integer not null,
    name text not null, staged_at text not null, seq integer, erased_at text, erased_why text,
    small blob, large blob, bytes blob,
    primary key (town, id)
) strict;
create index file_seq on file (town, seq);
