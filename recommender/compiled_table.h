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
    double *cumulated, *kind_mass, *kind_scale, *group_mass;
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

/* As whole_weights.whole_sums lies: to be read, or to be written by who sums up. */
static inline void lay_out_sums(Table *table, void *block)
{
    table->cumulated = block;
    table->kind_mass = table->cumulated + table->candidates;
    table->kind_scale = table->kind_mass + table->kinds;
    table->group_mass = table->kind_scale + table->kinds;
}

/* Whether a lineup of so many bytes has these counts; none is so large then that sizes overflow. */
static inline int is_lineup_of(const Table *table, ptrdiff_t bytes)
{
    ptrdiff_t candidates = table->candidates, kinds = table->kinds, groups = table->groups;
    return candidates >= 0 && candidates <= bytes / (ptrdiff_t)sizeof(Candidate)
        && kinds >= 0 && kinds <= bytes / 24 && groups >= 0 && groups <= bytes / 16
        && bytes == candidates * (ptrdiff_t)sizeof(Candidate) + kinds * 24 + groups * 16;
}

/* How many bytes the sums of such a lineup take. */
static inline ptrdiff_t sums_bytes(const Table *table)
{
    return (table->candidates + 2 * table->kinds + table->groups) * 8;
}
