-- The rulebooks that a town's acts were decided under, whole, so that every record can be made again as it was.
create table edition (
    town text collate "C" not null, n bigint not null, version text collate "C" not null, adopted_at text collate "C" not null, texts bytea not null,
    primary key (town, n)
);
