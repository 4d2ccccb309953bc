/* whole_weights.plain_sums, compiled: number for number. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <string.h>

#include "compiled_table.h"

enum { LARGEST_BITS = 40, SUM_BITS = 52 };

/* The power of two that leaves a kind's sums room to be exact. */
static double scale_of(const Table *table, const double *weights, Py_ssize_t kind)
{
    Py_ssize_t start = table->starts[kind], size = table->stops[kind] - start;
    int exponent, width;
    double heaviest = 0.0;
    for (Py_ssize_t at = 0; at < size; at++)
        heaviest = weights[start + at] > heaviest ? weights[start + at] : heaviest;
    frexp(heaviest, &exponent);
    frexp((double)size, &width);
    int bits = SUM_BITS - width;
    return ldexp(1.0, exponent - (bits < LARGEST_BITS ? bits : LARGEST_BITS));
}

/* Sum one kind's weights up; a scale is a power of two, so that its inverse is exact. */
static void sum_kind(const Table *table, const double *weights, Py_ssize_t kind)
{
    double scale = scale_of(table, weights, kind), inverse = 1.0 / scale, running = 0.0;
    for (Py_ssize_t at = table->starts[kind]; at < table->stops[kind]; at++) {
        double whole = rint(weights[at] * inverse);
        whole = whole < 1.0 ? 1.0 : whole;
        table->cumulated[at] = running += whole;
        table->group_mass[table->candidate[at].group] += whole;
    }
    table->kind_mass[kind] = running;
    table->kind_scale[kind] = scale;
}

/* Whether each candidate belongs to one kind and to a group that there is. */
static int is_whole(const Table *table)
{
    Py_ssize_t reached = 0;
    for (Py_ssize_t kind = 0; kind < table->kinds; kind++) {
        if (table->starts[kind] != reached || table->stops[kind] < reached)
            return 0;
        reached = table->stops[kind];
    }
    for (Py_ssize_t at = 0; at < table->candidates; at++)
        if (table->candidate[at].group >= table->groups)
            return 0;
    return reached == table->candidates;
}

static PyObject *sums_of(Table *table, const Py_buffer *lineup, const Py_buffer *weights)
{
    int fits = is_lineup_of(table, lineup->len) && weights->len == table->candidates * 8;
    if (fits)
        lay_out_lineup(table, lineup->buf);
    if (!fits || !is_whole(table)) {
        PyErr_SetString(PyExc_ValueError, "the weights and the lineup do not fit");
        return NULL;
    }
    PyObject *block = PyBytes_FromStringAndSize(NULL, sums_bytes(table));
    if (block == NULL)
        return NULL;
    memset(PyBytes_AS_STRING(block), 0, sums_bytes(table));
    lay_out_sums(table, PyBytes_AS_STRING(block));
    for (Py_ssize_t kind = 0; kind < table->kinds; kind++)
        sum_kind(table, weights->buf, kind);
    return block;
}

static PyObject *whole_sums(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    Py_buffer lineup = {0}, weights = {0};
    Table table = {0};
    if (!PyArg_ParseTuple(arguments, "y*nnny*:whole_sums", &lineup, &table.candidates,
                          &table.kinds, &table.groups, &weights))
        return NULL;
    PyObject *block = sums_of(&table, &lineup, &weights);
    PyBuffer_Release(&lineup);
    PyBuffer_Release(&weights);
    return block;
}

static PyMethodDef methods[] = {
    {"whole_sums", whole_sums, METH_VARARGS, "Sum weights up as whole_weights.plain_sums does."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "compiled_weights", "Sums the weights of a table up, fast.", -1,
    methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_compiled_weights(void)
{
    return PyModule_Create(&module);
}
