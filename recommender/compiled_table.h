/* The candidates of a draw and what they weigh, as lineup.py and sampling.py lay them out. */

#include <stddef.h>
#include <stdint.h>

/* lineup.CANDIDATE. */
typedef struct {
    int32_t row;
    uint32_t group;
    int64_t words, advertiser;
} Candidate;

typedef struct {
    ptrdiff_t candidates, kinds, groups;
    const Candidate *candidate;
    const int64_t *kind_keys, *starts, *stops, *group_kind, *group_source;
    const double *cumulated, *kind_mass, *kind_scale, *group_mass;
} Table;

/* As lineup.Lineup.block lies; `candidates`, `kinds` and `groups` tell how many there are. */
static inline void lay_out_lineup(Table *table, const void *block)
{
    table->candidate = block;
    table->kind_keys = (const int64_t *)(table->candidate + table->candidates);
    table->starts = table->kind_keys + table->kinds;
    table->stops = table->starts + table->kinds;
    table->group_kind = table->stops + table->kinds;
    table->group_source = table->group_kind + table->groups;
}

/* As the last of sampling.DrawTable.columns lies. */
static inline void lay_out_sums(Table *table, const void *block)
{
    table->cumulated = block;
    table->kind_mass = table->cumulated + table->candidates;
    table->kind_scale = table->kind_mass + table->kinds;
    table->group_mass = table->kind_scale + table->kinds;
}

/* How many bytes both take, for sizes that are not negative. */
static inline ptrdiff_t lineup_bytes(const Table *table)
{
    return table->candidates * (ptrdiff_t)sizeof(Candidate)
        + (3 * table->kinds + 2 * table->groups) * 8;
}

static inline ptrdiff_t sums_bytes(const Table *table)
{
    return (table->candidates + 2 * table->kinds + table->groups) * 8;
}
