-- The own number of each document that has one, given when the act that made it was committed.
create table paper (
    town text collate "C" not null, seq bigint not null, document text collate "C" not null, number text collate "C" not null,
    primary key (town, seq, document)
);
create unique index paper_number on paper (town, number);
