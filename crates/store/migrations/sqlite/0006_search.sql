-- By which words a matter is found again. It follows the record a little later, and can be made again from it.
create table passage (
    doc integer primary key, town text not null, matter text not null
) strict;
create unique index passage_matter on passage (town, matter);

create virtual table word using fts5 (
    words, content = '', contentless_delete = 1, detail = none, tokenize = "unicode61 remove_diacritics 0"
);
-- What is deleted leaves the file's pages too.
insert into word (word, rank) values ('secure-delete', 1);

create table searched (
    town text not null primary key, size integer not null
) strict, without rowid;
