-- By which words a matter is found again. It follows the record a little later, and can be made again from it.
create table passage (
    town text collate "C" not null, matter text collate "C" not null, opened_at text collate "C" not null,
    words tsvector not null,
    primary key (town, matter)
);
create index passage_word on passage using gin (words);
create index passage_opened on passage (town, opened_at, matter);

create table searched (
    town text collate "C" not null, size bigint not null,
    primary key (town)
);
