-- One town's acts, their hashes, and what follows from them. Every key begins with the town.
create table town (
    town text not null primary key, name text not null, origin text not null,
    size integer not null, frontier blob not null
) strict, without rowid;

create table record (
    town text not null, seq integer not null, matter text not null, step integer not null,
    procedure text not null, action text not null, actor text not null, capacity text not null,
    happened_at text not null, recorded_at text not null, rulebook text not null, token text not null,
    facts text not null, leaf blob not null,
    primary key (town, seq)
) strict;
create unique index record_step on record (town, matter, step);
create unique index record_token on record (town, token);

create table leaf (
    town text not null, seq integer not null, hash blob not null,
    primary key (town, seq)
) strict, without rowid;

create table checkpoint (
    town text not null, size integer not null, note text not null,
    primary key (town, size)
) strict, without rowid;

create table matter (
    town text not null, id text not null, procedure text not null, number text not null,
    stage text not null, ended integer not null, opened_at text not null, steps integer not null,
    state text not null,
    primary key (town, id)
) strict;
create unique index matter_number on matter (town, number);
create index matter_opened on matter (town, procedure, opened_at, id);
create index matter_stage on matter (town, procedure, stage, opened_at, id);

create table clock (
    town text not null, matter text not null, clock text not null, due text not null,
    primary key (town, matter, clock)
) strict, without rowid;
create index clock_due on clock (town, due, matter, clock);

create table book (
    town text not null, procedure text not null, year integer not null, last integer not null,
    primary key (town, procedure, year)
) strict, without rowid;

create table entry (
    town text not null, register text not null, key text not null, seq integer not null, ordinal integer not null,
    from_at text not null, until_at text, holder text, fields text not null,
    primary key (town, register, key, seq, ordinal)
) strict, without rowid;
create index entry_holder on entry (town, register, holder);

create table register_head (
    town text not null, register text not null, seq integer not null,
    primary key (town, register)
) strict, without rowid;

create table posting (
    town text not null, seq integer not null, ordinal integer not null,
    figure text not null, day text not null, dimension text not null, amount integer not null,
    primary key (town, seq, ordinal)
) strict, without rowid;
create index posting_figure on posting (town, figure, day, seq, ordinal);

create table cell (
    town text not null, figure text not null, month integer not null, dimension text not null, amount integer not null,
    primary key (town, figure, month, dimension)
) strict, without rowid;

create table stage_count (
    town text not null, procedure text not null, stage text not null, n integer not null,
    primary key (town, procedure, stage)
) strict, without rowid;
