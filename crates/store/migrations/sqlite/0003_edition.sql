-- The rulebooks that a town's acts were decided under, whole, so that every record can be made again as it was.
create table edition (
    town text not null, n integer not null, version text not null, adopted_at text not null, texts blob not null,
    primary key (town, n)
) strict, without rowid;
