/* board.py, compiled: what is still open of a table while the slots of one placement are filled.

   Sums of weights are whole numbers below 2^52, so that the order in which they are added and taken
   off makes no difference. */

#include "compiled_table.h"

enum { OPEN_SLOT = -1 };

/* `most`, `is_contested` by kind; a limit of 0 is none. */
typedef struct {
    const int64_t *most;
    const uint8_t *is_contested;
    long long per_source, per_advertiser, same_words;
} Limits;

/* What board.Board holds: what is still open while the slots are filled. */
typedef struct {
    const Table *table;
    const Limits *limits;
    double *masses, *group_masses;
    int64_t *left, *waiting;
    uint8_t *dead;
    ptrdiff_t *taken, count;
} Board;

static double weight_of(const Table *table, ptrdiff_t at, ptrdiff_t kind)
{
    return table->cumulated[at] - (at == table->starts[kind] ? 0.0 : table->cumulated[at - 1]);
}

static int is_open(const Board *board, ptrdiff_t at)
{
    return !board->dead[at] && board->group_masses[board->table->candidate[at].group] != 0.0;
}

static void take_out(Board *board, ptrdiff_t at)
{
    if (!is_open(board, at))
        return;
    int64_t group = board->table->candidate[at].group, kind = board->table->group_kind[group];
    double weight = weight_of(board->table, at, kind);
    board->dead[at] = 1;
    board->group_masses[group] -= weight;
    if (board->masses[kind] != 0.0)
        board->masses[kind] -= weight;
}

static void close_source(Board *board, int64_t source)
{
    for (ptrdiff_t group = 0; group < board->table->groups; group++) {
        if (board->table->group_source[group] != source)
            continue;
        int64_t kind = board->table->group_kind[group];
        if (board->masses[kind] != 0.0)
            board->masses[kind] -= board->group_masses[group];
        board->group_masses[group] = 0.0;
    }
}

static void take_out_words(Board *board, int64_t words)
{
    for (ptrdiff_t at = 0; at < board->table->candidates; at++)
        if (board->table->candidate[at].words == words)
            take_out(board, at);
}

static void take_out_advertiser(Board *board, int64_t advertiser)
{
    for (ptrdiff_t at = 0; at < board->table->candidates; at++)
        if (board->table->candidate[at].advertiser == advertiser)
            take_out(board, at);
}

/* What a candidate counts against: how many of its like were taken, itself among them. */
static void exclude_for(Board *board, ptrdiff_t at)
{
    const Table *table = board->table;
    const Limits *limits = board->limits;
    const Candidate *candidate = table->candidate + at;
    int64_t source = table->group_source[candidate->group];
    long long of_source = 0, of_advertiser = 0, of_words = 0;
    for (ptrdiff_t each = 0; each < board->count; each++) {
        const Candidate *other = table->candidate + board->taken[each];
        of_source += table->group_source[other->group] == source;
        of_advertiser += other->advertiser == candidate->advertiser;
        of_words += other->words == candidate->words;
    }
    if (limits->per_source && of_source >= limits->per_source)
        close_source(board, source);
    if (limits->per_advertiser && candidate->advertiser && of_advertiser >= limits->per_advertiser)
        take_out_advertiser(board, candidate->advertiser);
    if (limits->same_words && candidate->words && of_words >= limits->same_words)
        take_out_words(board, candidate->words);
}

static void take(Board *board, ptrdiff_t at, ptrdiff_t kind)
{
    double weight = weight_of(board->table, at, kind);
    board->taken[board->count++] = at;
    board->dead[at] = 1;
    board->masses[kind] -= weight;
    board->group_masses[board->table->candidate[at].group] -= weight;
    if (--board->left[kind] == 0)
        board->masses[kind] = 0.0;
    exclude_for(board, at);
}

static ptrdiff_t kept_for(Board *board, int64_t key)
{
    for (ptrdiff_t kind = 0; key && kind < board->table->kinds; kind++)
        if (board->table->kind_keys[kind] == key) {
            board->waiting[kind]--;
            return board->masses[kind] != 0.0 ? kind : OPEN_SLOT;
        }
    return OPEN_SLOT;
}

/* What the mass of a kind weighs for a slot that is kept for none. */
static double open_mass(const Board *board, ptrdiff_t kind)
{
    int is_kept = board->limits->is_contested[kind] && board->left[kind] <= board->waiting[kind];
    return is_kept ? 0.0 : board->masses[kind] * board->table->kind_scale[kind];
}

static double open_total(const Board *board)
{
    double total = 0.0;
    for (ptrdiff_t kind = 0; kind < board->table->kinds; kind++)
        total += open_mass(board, kind);
    return total;
}

static ptrdiff_t open_kinds(const Board *board)
{
    ptrdiff_t count = 0;
    for (ptrdiff_t kind = 0; kind < board->table->kinds; kind++)
        count += open_mass(board, kind) != 0.0;
    return count;
}

/* The kind at which the masses pass `distance`; the last that has any, if none does. */
static ptrdiff_t kind_at(const Board *board, double distance)
{
    ptrdiff_t found = 0;
    for (ptrdiff_t kind = 0; kind < board->table->kinds; kind++) {
        double mass = open_mass(board, kind);
        if (mass == 0.0)
            continue;
        found = kind;
        if (distance < mass)
            break;
        distance -= mass;
    }
    return found;
}

/* The kind's open candidate at which the open weights pass `distance`; -1 if they never do. */
static ptrdiff_t walk(const Board *board, ptrdiff_t kind, double distance)
{
    const Table *table = board->table;
    for (ptrdiff_t at = table->starts[kind]; at < table->stops[kind]; at++) {
        if (!is_open(board, at))
            continue;
        double weight = weight_of(table, at, kind);
        if (distance < weight)
            return at;
        distance -= weight;
    }
    return -1;
}

static ptrdiff_t bisect_right(const double *values, ptrdiff_t low, ptrdiff_t high, double value)
{
    while (low < high) {
        ptrdiff_t middle = low + (high - low) / 2;
        if (value < values[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
