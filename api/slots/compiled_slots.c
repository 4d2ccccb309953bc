/* slot_writing.py, compiled: the slots of a placement, signed and written as JSON and as records.

   That file and slot_tokens.py say what is right; the bytes are the same. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "../tokens/compiled_tag.h"

enum { HEAD = 40, BODY = 16, RECORD = BODY + 8 };
enum { TOKEN_BYTES = HEAD + BODY + TAG, TOKEN = TOKEN_BYTES / 3 * 4 };

static const char BEFORE_POSITION[] = "{\"position\":";
static const char BETWEEN[] = "\",\"token\":\"", AFTER[] = "\"}";

enum { BEFORE = sizeof BEFORE_POSITION - 1, MIDDLE = sizeof BETWEEN - 1, LAST = sizeof AFTER - 1 };

/* A slot as far as it is written; `card` is borrowed. */
typedef struct {
    unsigned long position, promo, version, candidates;
    int is_forced;
    double propensity;
    PyObject *card;
} Slot;

static char *put(char *into, const char *bytes, size_t length)
{
    memcpy(into, bytes, length);
    return into + length;
}

static uint8_t *put_big_endian(uint8_t *into, uint64_t value, int bytes)
{
    for (int at = bytes - 1; at >= 0; at--, value >>= 8)
        into[at] = (uint8_t)value;
    return into + bytes;
}

/* The slot's part of what is signed: slot_tokens._SLOT. */
static void put_body(uint8_t *into, unsigned long placement, const Slot *slot)
{
    uint64_t propensity;
    memcpy(&propensity, &slot->propensity, 8);
    into = put_big_endian(into, placement, 2);
    into = put_big_endian(into, slot->position, 1);
    into = put_big_endian(into, slot->is_forced != 0, 1);
    into = put_big_endian(into, slot->promo, 4);
    put_big_endian(into, propensity, 8);
}

static int read_number(PyObject *value, unsigned long most, unsigned long *into)
{
    *into = PyLong_AsUnsignedLong(value);
    if (*into == (unsigned long)-1 && PyErr_Occurred())
        return -1;
    if (*into > most) {
        PyErr_Format(PyExc_OverflowError, "%lu does not fit into a token", *into);
        return -1;
    }
    return 0;
}

/* Cards lie all over the memory: begin to read them before they are copied one after another. */
static void fetch_ahead(PyObject *card)
{
#if defined(__GNUC__)
    const char *bytes = PyBytes_AS_STRING(card);
    for (Py_ssize_t at = 0; at < PyBytes_GET_SIZE(card); at += 64)
        __builtin_prefetch(bytes + at);
#else
    (void)card;
#endif
}

/* (number, card, version) of the slot's row; the mapping may make it on demand and then keeps it. */
static int read_card(PyObject *cards, PyObject *row, Slot *slot)
{
    PyObject *found = PyObject_GetItem(cards, row);
    if (found == NULL)
        return -1;
    int failed = !PyTuple_Check(found) || PyTuple_GET_SIZE(found) != 3
        || !PyBytes_Check(PyTuple_GET_ITEM(found, 1));
    if (failed)
        PyErr_SetString(PyExc_TypeError, "a card is a number, bytes and a version");
    else
        failed = read_number(PyTuple_GET_ITEM(found, 0), UINT32_MAX, &slot->promo) < 0
            || read_number(PyTuple_GET_ITEM(found, 2), UINT32_MAX, &slot->version) < 0;
    slot->card = failed ? NULL : PyTuple_GET_ITEM(found, 1);
    Py_XINCREF(slot->card);
    if (slot->card)
        fetch_ahead(slot->card);
    Py_DECREF(found);
    return failed ? -1 : 0;
}

static int read_slot(PyObject *filled, PyObject *cards, Slot *slot)
{
    slot->card = NULL;
    if (!PyTuple_Check(filled) || PyTuple_GET_SIZE(filled) < 5) {
        PyErr_SetString(PyExc_TypeError, "a filled slot is a tuple");
        return -1;
    }
    slot->propensity = PyFloat_AsDouble(PyTuple_GET_ITEM(filled, 2));
    slot->is_forced = PyObject_IsTrue(PyTuple_GET_ITEM(filled, 3));
    if ((slot->propensity == -1.0 && PyErr_Occurred()) || slot->is_forced < 0
        || read_number(PyTuple_GET_ITEM(filled, 0), UINT8_MAX, &slot->position) < 0
        || read_number(PyTuple_GET_ITEM(filled, 4), UINT32_MAX, &slot->candidates) < 0)
        return -1;
    return read_card(cards, PyTuple_GET_ITEM(filled, 1), slot);
}

static int digits_of(unsigned long position)
{
    return position < 10 ? 1 : position < 100 ? 2 : 3;
}

/* snprintf would cost a third as much as the signing. */
static char *put_position(char *into, unsigned long position)
{
    int digits = digits_of(position);
    for (int at = digits - 1; at >= 0; at--, position /= 10)
        into[at] = (char)('0' + position % 10);
    return into + digits;
}

static Py_ssize_t length_of(const Slot *slot)
{
    Py_ssize_t card = PyBytes_GET_SIZE(slot->card);
    return BEFORE + digits_of(slot->position) + card + 2 * TOKEN + MIDDLE + LAST;
}

/* What is logged of the slot: its part of what is signed, and what the log alone needs. */
static uint8_t *put_record(uint8_t *into, const uint8_t body[BODY], const Slot *slot)
{
    memcpy(into, body, BODY);
    into = put_big_endian(into + BODY, slot->version, 4);
    return put_big_endian(into, slot->candidates, 4);
}

/* `signed_bytes` holds the decision's part already, and the slot's behind it. */
static char *put_slot(char *into, const uint64_t begun[8], uint8_t signed_bytes[TOKEN_BYTES],
                      const Slot *slot)
{
    char token[TOKEN];
    finish(begun, signed_bytes, HEAD + BODY, signed_bytes + HEAD + BODY);
    encode(signed_bytes, TOKEN_BYTES, token);
    into = put(into, BEFORE_POSITION, BEFORE);
    into = put_position(into, slot->position);
    into = put(into, PyBytes_AS_STRING(slot->card), PyBytes_GET_SIZE(slot->card));
    into = put(into, token, TOKEN);
    into = put(into, BETWEEN, MIDDLE);
    into = put(into, token, TOKEN);
    return put(into, AFTER, LAST);
}

static void put_slots(char *json, uint8_t *records, const Slot *slots, Py_ssize_t count,
                      const Py_buffer *key, const Py_buffer *head, unsigned long placement)
{
    uint64_t begun[8];
    uint8_t signed_bytes[TOKEN_BYTES];
    begin(begun, key->buf, key->len);
    memcpy(signed_bytes, head->buf, HEAD);
    for (Py_ssize_t at = 0; at < count; at++) {
        if (at)
            *json++ = ',';
        put_body(signed_bytes + HEAD, placement, slots + at);
        records = put_record(records, signed_bytes + HEAD, slots + at);
        json = put_slot(json, begun, signed_bytes, slots + at);
    }
}

static PyObject *written(const Slot *slots, Py_ssize_t count, const Py_buffer *key,
                         const Py_buffer *head, unsigned long placement)
{
    Py_ssize_t length = count ? count - 1 : 0;
    for (Py_ssize_t at = 0; at < count; at++)
        length += length_of(slots + at);
    PyObject *json = PyBytes_FromStringAndSize(NULL, length);
    PyObject *records = PyBytes_FromStringAndSize(NULL, count * RECORD);
    PyObject *both = json && records ? PyTuple_Pack(2, json, records) : NULL;
    if (both)
        put_slots(PyBytes_AS_STRING(json), (uint8_t *)PyBytes_AS_STRING(records), slots, count,
                  key, head, placement);
    Py_XDECREF(json);
    Py_XDECREF(records);
    return both;
}

static PyObject *write_all(PyObject *filled, PyObject *cards, const Py_buffer *key,
                           const Py_buffer *head, unsigned long placement)
{
    Py_ssize_t count = PyList_GET_SIZE(filled), read = 0;
    Slot *slots = PyMem_Malloc((count + 1) * sizeof *slots);
    if (slots == NULL)
        return PyErr_NoMemory();
    while (read < count && read < PyList_GET_SIZE(filled)
           && read_slot(PyList_GET_ITEM(filled, read), cards, slots + read) == 0)
        read++;
    PyObject *both = read == count ? written(slots, count, key, head, placement) : NULL;
    if (both == NULL && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "the slots changed while they were written");
    for (Py_ssize_t at = 0; at < read; at++)
        Py_DECREF(slots[at].card);
    PyMem_Free(slots);
    return both;
}

static PyObject *written_slots(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    Py_buffer key = {0}, head = {0};
    PyObject *filled, *cards, *placement_number, *both = NULL;
    unsigned long placement;
    if (!PyArg_ParseTuple(arguments, "y*y*OO!O", &key, &head, &placement_number, &PyList_Type,
                          &filled, &cards))
        return NULL;
    if (head.len != HEAD || key.len > KEY_MOST)
        PyErr_SetString(PyExc_ValueError, "a decision's part has 40 bytes, a key at most 64");
    else if (read_number(placement_number, UINT16_MAX, &placement) == 0)
        both = write_all(filled, cards, &key, &head, placement);
    PyBuffer_Release(&key);
    PyBuffer_Release(&head);
    return both;
}

static PyMethodDef methods[] = {
    {"written_slots", written_slots, METH_VARARGS, "Sign and write slots as slot_writing does."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "compiled_slots", "Signs and writes slots, fast.", -1, methods,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_compiled_slots(void)
{
    return PyModule_Create(&module);
}
