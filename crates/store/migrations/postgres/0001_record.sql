-- One town's acts, their hashes, and what follows from them. Every key begins with the town.
create table town (
    town text collate "C" not null primary key, name text collate "C" not null, origin text collate "C" not null,
    size bigint not null, frontier bytea not null
);

create table record (
    town text collate "C" not null, seq bigint not null, matter text collate "C" not null, step bigint not null,
    procedure text collate "C" not null, action text collate "C" not null, actor text collate "C" not null, capacity text collate "C" not null,
    happened_at text collate "C" not null, recorded_at text collate "C" not null, rulebook text collate "C" not null, token text collate "C" not null,
    facts text collate "C" not null, leaf bytea not null,
    primary key (town, seq)
);
create unique index record_step on record (town, matter, step);
create unique index record_token on record (town, token);

create table leaf (
    town text collate "C" not null, seq bigint not null, hash bytea not null,
    primary key (town, seq)
);

create table checkpoint (
    town text collate "C" not null, size bigint not null, note text collate "C" not null,
    primary key (town, size)
);

create table matter (
    town text collate "C" not null, id text collate "C" not null, procedure text collate "C" not null, number text collate "C" not null,
    stage text collate "C" not null, ended boolean not null, opened_at text collate "C" not null, steps bigint not null,
    state text collate "C" not null,
    primary key (town, id)
);
create unique index matter_number on matter (town, number);
create index matter_opened on matter (town, procedure, opened_at, id);
create index matter_stage on matter (town, procedure, stage, opened_at, id);

create table clock (
    town text collate "C" not null, matter text collate "C" not null, clock text collate "C" not null, due text collate "C" not null,
    primary key (town, matter, clock)
);
create index clock_due on clock (town, due, matter, clock);

create table book (
    town text collate "C" not null, procedure text collate "C" not null, year bigint not null, last bigint not null,
    primary key (town, procedure, year)
);

create table entry (
    town text collate "C" not null, register text collate "C" not null, key text collate "C" not null, seq bigint not null, ordinal bigint not null,
    from_at text collate "C" not null, until_at text collate "C", holder text collate "C", fields text collate "C" not null,
    primary key (town, register, key, seq, ordinal)
);
create index entry_holder on entry (town, register, holder);

create table register_head (
    town text collate "C" not null, register text collate "C" not null, seq bigint not null,
    primary key (town, register)
);

create table posting (
    town text collate "C" not null, seq bigint not null, ordinal bigint not null,
    figure text collate "C" not null, day text collate "C" not null, dimension text collate "C" not null, amount bigint not null,
    primary key (town, seq, ordinal)
);
create index posting_figure on posting (town, figure, day, seq, ordinal);

create table cell (
    town text collate "C" not null, figure text collate "C" not null, month bigint not null, dimension text collate "C" not null, amount bigint not null,
    primary key (town, figure, month, dimension)
);

create table stage_count (
    town text collate "C" not null, procedure text collate "C" not null, stage text collate "C" not null, n bigint not null,
    primary key (town, procedure, stage)
);
