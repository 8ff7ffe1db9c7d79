-- Which entry each act stands on, for asking what stands on an entry that was found void.
create table ground (
    town text not null, register text not null, key text not null, seq integer not null, link text not null,
    from_at text not null,
    primary key (town, register, key, seq, link)
) strict, without rowid;
