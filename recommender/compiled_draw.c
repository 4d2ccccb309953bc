/* slot_draw.py, compiled: the drawing of a placement's slots, number for number.

   That file says what is right, this one only is faster: given the same table and generator both
   draw the same slots with the same propensities, bit for bit. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

#include "compiled_board.h"

enum { MOST_REDRAWS = 64 };

/* A number in [0, 1), or -1 with an error set. */
static double number_of(PyObject *random)
{
    PyObject *drawn = PyObject_CallNoArgs(random);
    double number = drawn ? PyFloat_AsDouble(drawn) : -1.0;
    Py_XDECREF(drawn);
    return number;
}

/* A candidate of the kind, drawn by weight among the open ones; -1 with an error set. */
static Py_ssize_t draw_of(Board *board, Py_ssize_t kind, PyObject *random)
{
    const Table *table = board->table;
    double mass = board->masses[kind], full = table->kind_mass[kind], number;
    Py_ssize_t redraws = 3 * mass < full ? 0 : MOST_REDRAWS;
    while (redraws--) {
        if ((number = number_of(random)) < 0.0)
            return -1;
        Py_ssize_t at = bisect_right(table->cumulated, table->starts[kind], table->stops[kind],
                                     number * full);
        if (at < table->stops[kind] && is_open(board, at))
            return at;
    }
    if ((number = number_of(random)) < 0.0)
        return -1;
    Py_ssize_t at = walk(board, kind, number * mass);
    if (at < 0)
        PyErr_SetString(PyExc_ValueError, "the kind has less open weight than was to be walked");
    return at;
}

static PyObject *slot_of(const Board *board, PyTypeObject *type, Py_ssize_t position,
                         Py_ssize_t at, double share, int is_forced, int64_t key)
{
    const Table *table = board->table;
    PyObject *values[] = {
        PyLong_FromSsize_t(position), PyLong_FromLong(table->candidate[at].row),
        PyFloat_FromDouble(share), PyBool_FromLong(is_forced),
        PyLong_FromSsize_t(table->candidates), PyLong_FromLongLong(key),
    };
    PyObject *slot = type->tp_alloc(type, 6);
    int is_whole = slot != NULL;
    for (int at_value = 0; at_value < 6; at_value++) {
        is_whole = is_whole && values[at_value] != NULL;
        if (slot)
            PyTuple_SET_ITEM(slot, at_value, values[at_value]);
        else
            Py_XDECREF(values[at_value]);
    }
    if (!is_whole)
        Py_CLEAR(slot);
    return slot;
}

static int append(PyObject *list, PyObject *value)
{
    int failed = value == NULL || PyList_Append(list, value) < 0;
    Py_XDECREF(value);
    return failed ? -1 : 0;
}

/* Fill one slot: into `slots`, or into `unfilled` as (position, slots filled before). */
static int fill_slot(Board *board, PyObject *random, PyTypeObject *type, Py_ssize_t position,
                     int64_t key, PyObject *slots, PyObject *unfilled)
{
    Py_ssize_t kind = kept_for(board, key), at;
    double total = kind == OPEN_SLOT ? open_total(board) : board->masses[kind], number;
    if (kind == OPEN_SLOT) {
        key = 0;
        if (total == 0.0)
            return append(unfilled, Py_BuildValue("nn", position, board->count));
        if ((number = number_of(random)) < 0.0)
            return -1;
        kind = kind_at(board, number * total);
    }
    if ((at = draw_of(board, kind, random)) < 0)
        return -1;
    double weight = weight_of(board->table, at, kind);
    double share = (key ? weight : weight * board->table->kind_scale[kind]) / total;
    int is_forced = weight == board->masses[kind] && (key || open_kinds(board) == 1);
    if (append(slots, slot_of(board, type, position, at, share, is_forced, key)) < 0)
        return -1;
    take(board, at, kind);
    return 0;
}

static int take_out_barred(Board *board, PyObject *barred)
{
    PyObject *key, *reason;
    Py_ssize_t next = 0;
    while (PyDict_Next(barred, &next, &key, &reason)) {
        Py_ssize_t at = PyLong_AsSsize_t(key);
        if (at == -1 && PyErr_Occurred())
            return -1;
        if (at < 0 || at >= board->table->candidates) {
            PyErr_SetString(PyExc_IndexError, "a barred position is not on the table");
            return -1;
        }
        take_out(board, at);
    }
    return 0;
}

static PyObject *positions_of(const Board *board)
{
    PyObject *taken = PyList_New(board->count);
    for (Py_ssize_t at = 0; taken && at < board->count; at++) {
        PyObject *position = PyLong_FromSsize_t(board->taken[at]);
        if (position == NULL)
            Py_CLEAR(taken);
        else
            PyList_SET_ITEM(taken, at, position);
    }
    return taken;
}

/* At most `most` slots, for which there is room, whatever the generator does to the list. */
static PyObject *fill_all(Board *board, PyObject *random, PyTypeObject *type, PyObject *reserved,
                          Py_ssize_t most)
{
    PyObject *slots = PyList_New(0), *unfilled = PyList_New(0), *taken = NULL;
    int failed = slots == NULL || unfilled == NULL;
    for (Py_ssize_t at = 0; !failed && at < most && at < PyList_GET_SIZE(reserved); at++) {
        int64_t key = PyLong_AsLongLong(PyList_GET_ITEM(reserved, at));
        failed = (key == -1 && PyErr_Occurred())
            || fill_slot(board, random, type, at, key, slots, unfilled) < 0;
    }
    if (!failed)
        taken = positions_of(board);
    PyObject *answer = taken ? PyTuple_Pack(3, slots, taken, unfilled) : NULL;
    Py_XDECREF(slots);
    Py_XDECREF(unfilled);
    Py_XDECREF(taken);
    return answer;
}

static int set_board(Board *board, PyObject *waiting, PyObject *barred)
{
    const Table *table = board->table;
    memcpy(board->group_masses, table->group_mass, table->groups * sizeof(double));
    memset(board->dead, 0, table->candidates);
    for (Py_ssize_t kind = 0; kind < table->kinds; kind++) {
        board->left[kind] = board->limits->most[kind];
        board->masses[kind] = board->left[kind] ? table->kind_mass[kind] : 0.0;
        board->waiting[kind] = PyLong_AsLongLong(PyList_GET_ITEM(waiting, kind));
        if (board->waiting[kind] == -1 && PyErr_Occurred())
            return -1;
    }
    return take_out_barred(board, barred);
}

static PyObject *on_board(const Table *table, const Limits *limits, PyObject *waiting,
                          PyObject *reserved, PyObject *barred, PyObject *random,
                          PyTypeObject *type)
{
    Py_ssize_t slots = PyList_GET_SIZE(reserved);
    size_t words = 3 * table->kinds + table->groups + slots;
    char *memory = PyMem_Malloc(words * 8 + table->candidates + 1);
    if (memory == NULL)
        return PyErr_NoMemory();
    Board board = {.table = table, .limits = limits, .count = 0};
    board.masses = (double *)memory;
    board.group_masses = board.masses + table->kinds;
    board.left = (int64_t *)(board.group_masses + table->groups);
    board.waiting = board.left + table->kinds;
    board.taken = (Py_ssize_t *)(board.waiting + table->kinds);
    board.dead = (uint8_t *)(board.taken + slots);
    PyObject *answer = NULL;
    if (set_board(&board, waiting, barred) == 0)
        answer = fill_all(&board, random, type, reserved, slots);
    PyMem_Free(memory);
    return answer;
}

static int is_consistent(const Table *table, const Py_buffer *lineup, const Py_buffer *sums,
                         const Py_buffer *most, const Py_buffer *contested, PyObject *waiting)
{
    Py_ssize_t kinds = table->kinds;
    int is_right = is_lineup_of(table, lineup->len) && sums->len == sums_bytes(table)
        && most->len == kinds * 8 && contested->len == kinds && PyList_GET_SIZE(waiting) == kinds;
    if (!is_right)
        PyErr_SetString(PyExc_ValueError, "the columns of a table differ in length");
    return is_right;
}

static PyObject *draw_slots(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    Py_buffer lineup = {0}, sums = {0}, most = {0}, contested = {0};
    PyObject *random, *type, *waiting, *reserved, *barred, *answer = NULL;
    Table table;
    Limits limits;
    if (!PyArg_ParseTuple(arguments, "OO!(y*nnny*)(y*y*LLL)O!O!O!", &random, &PyType_Type, &type,
                          &lineup, &table.candidates, &table.kinds, &table.groups, &sums, &most,
                          &contested, &limits.per_source, &limits.per_advertiser,
                          &limits.same_words, &PyList_Type, &waiting, &PyList_Type, &reserved,
                          &PyDict_Type, &barred))
        return NULL;
    lay_out_lineup(&table, lineup.buf);
    lay_out_sums(&table, sums.buf);
    limits.most = most.buf;
    limits.is_contested = contested.buf;
    if (!PyType_IsSubtype((PyTypeObject *)type, &PyTuple_Type))
        PyErr_SetString(PyExc_TypeError, "a slot must be a kind of tuple");
    else if (is_consistent(&table, &lineup, &sums, &most, &contested, waiting))
        answer = on_board(&table, &limits, waiting, reserved, barred, random,
                          (PyTypeObject *)type);
    PyBuffer_Release(&lineup);
    PyBuffer_Release(&sums);
    PyBuffer_Release(&most);
    PyBuffer_Release(&contested);
    return answer;
}

static PyMethodDef methods[] = {
    {"draw_slots", draw_slots, METH_VARARGS, "Fill slots as slot_draw.draw_slots does."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "compiled_draw", "Draws the slots of a placement, fast.", -1, methods,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_compiled_draw(void)
{
    return PyModule_Create(&module);
}
