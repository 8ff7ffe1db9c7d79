-- The own number of each document that has one, given when the act that made it was committed.
create table paper (
    town text not null, seq integer not null, document text not null, number text not null,
    primary key (town, seq, document)
) strict, without rowid;
create unique index paper_number on paper (town, number);
