-- Which entry each act stands on, for asking what stands on an entry that was found void.
create table ground (
    town text collate "C" not null, register text collate "C" not null, key text collate "C" not null, seq bigint not null, link text collate "C" not null,
    from_at text collate "C" not null,
    primary key (town, register, key, seq, link)
);
