/* The cross learner's online step, as cross_learning.plain_learn, and the scores of a page, as
   page_scores.plain_scores: number for number. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>

static const double MOST_LIKELY = 0.95;

typedef struct {
    const int64_t *numbers;
    const double *strengths;
    Py_ssize_t count;
} Active;

typedef struct {
    double *mean;
    double *variance;
    Py_ssize_t width;
} Weights;

typedef struct {
    double step;
    double shrinking;
} Step;

static Step step_of(double logit, double spread, double theta, int is_clicked)
{
    double rate = logit >= 0 ? 1 / (1 + exp(-logit)) : exp(logit) / (1 + exp(logit));
    double likely = theta * rate < MOST_LIKELY ? theta * rate : MOST_LIKELY;
    double missed = (1 - rate) / (1 - likely);
    double gradient = is_clicked ? 1 - rate : -likely * missed;
    double curvature = likely * (1 - rate) * missed;
    double damping = 1 + curvature * spread;
    Step found = {gradient / damping, curvature / damping};
    if (fabs(found.step) * spread > 1)
        found.step = (found.step > 0 ? 1.0 : -1.0) / spread;
    return found;
}

static Step prediction(const Weights *weights, const Active *page, const Active *promo,
                       double theta, int is_clicked, double offset)
{
    double logit = offset, spread = 0.0;
    for (Py_ssize_t i = 0; i < page->count; i++) {
        Py_ssize_t row = page->numbers[i] * weights->width;
        for (Py_ssize_t k = 0; k < promo->count; k++) {
            double strength = page->strengths[i] * promo->strengths[k];
            logit += strength * weights->mean[row + promo->numbers[k]];
            spread += strength * strength * weights->variance[row + promo->numbers[k]];
        }
    }
    return step_of(logit, spread, theta, is_clicked);
}

static void take_in(const Weights *weights, const Active *page, const Active *promo, Step step)
{
    for (Py_ssize_t i = 0; i < page->count; i++) {
        Py_ssize_t row = page->numbers[i] * weights->width;
        for (Py_ssize_t k = 0; k < promo->count; k++) {
            Py_ssize_t at = row + promo->numbers[k];
            double moved = weights->variance[at] * (page->strengths[i] * promo->strengths[k]);
            weights->mean[at] += moved * step.step;
            weights->variance[at] -= moved * moved * step.shrinking;
        }
    }
}

static int is_within(const Active *active, Py_ssize_t end)
{
    for (Py_ssize_t i = 0; i < active->count; i++)
        if (active->numbers[i] < 0 || active->numbers[i] >= end)
            return 0;
    return 1;
}

static int is_consistent(const Py_buffer *parts, Py_ssize_t width, const Active *page,
                         const Active *promo)
{
    int is_right = width > 0 && parts[0].len == parts[1].len && parts[2].len == parts[3].len
        && parts[4].len == parts[5].len
        && is_within(page, parts[0].len / (Py_ssize_t)sizeof(double) / width)
        && is_within(promo, width);
    if (!is_right)
        PyErr_SetString(PyExc_ValueError, "features and weights do not fit");
    return is_right;
}

static PyObject *learn(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    Py_buffer parts[6] = {{0}};
    Py_ssize_t width;
    double theta, offset = 0.0;
    int is_clicked;
    if (!PyArg_ParseTuple(arguments, "w*w*ny*y*y*y*dp|d:learn", &parts[0], &parts[1], &width,
                          &parts[2], &parts[3], &parts[4], &parts[5], &theta, &is_clicked,
                          &offset))
        return NULL;
    Weights weights = {parts[0].buf, parts[1].buf, width};
    Active page = {parts[2].buf, parts[3].buf, parts[2].len / (Py_ssize_t)sizeof(int64_t)};
    Active promo = {parts[4].buf, parts[5].buf, parts[4].len / (Py_ssize_t)sizeof(int64_t)};
    int is_right = is_consistent(parts, width, &page, &promo);
    if (is_right)
        take_in(&weights, &page, &promo, prediction(&weights, &page, &promo, theta, is_clicked,
                                                 offset));
    for (int i = 0; i < 6; i++)
        PyBuffer_Release(&parts[i]);
    if (!is_right)
        return NULL;
    Py_RETURN_NONE;
}

typedef struct {
    const int64_t *columns;
    const float *strengths;
    Py_ssize_t count;
    Py_ssize_t width;
} Promos;

/* Sums of strength * mean and strength^2 * variance over a page's rows, for each column. */
static void sum_rows(const float *mean, const float *variance, Py_ssize_t width,
                     const Active *page, double *of_mean, double *of_variance)
{
    for (Py_ssize_t i = 0; i < page->count; i++) {
        const float *means = mean + page->numbers[i] * width;
        const float *variances = variance + page->numbers[i] * width;
        double strength = page->strengths[i], square = strength * strength;
        for (Py_ssize_t k = 0; k < width; k++) {
            of_mean[k] += strength * means[k];
            of_variance[k] += square * variances[k];
        }
    }
}

static int score(const Promos *promos, Py_ssize_t width, const double *of_mean,
                 const double *of_variance, const int64_t *rows, Py_ssize_t count, double *found)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        if (rows[i] < 0 || rows[i] >= promos->count)
            return 0;
        const int64_t *columns = promos->columns + rows[i] * promos->width;
        const float *strengths = promos->strengths + rows[i] * promos->width;
        double logit = 0.0, spread = 0.0;
        for (Py_ssize_t k = 0; k < promos->width; k++) {
            if (columns[k] < 0 || columns[k] >= width)
                return 0;
            double strength = strengths[k];
            logit += strength * of_mean[columns[k]];
            spread += strength * strength * of_variance[columns[k]];
        }
        found[i] = logit;
        found[count + i] = sqrt(spread);
    }
    return 1;
}

static int fill(const Py_buffer *parts, Py_ssize_t width, const Promos *promos)
{
    Active page = {parts[2].buf, parts[3].buf, parts[2].len / (Py_ssize_t)sizeof(int64_t)};
    Py_ssize_t count = parts[6].len / (Py_ssize_t)sizeof(int64_t);
    int fits = width > 0 && promos->width > 0 && parts[0].len == parts[1].len
        && parts[2].len == parts[3].len && parts[4].len == 2 * parts[5].len
        && parts[7].len == 2 * parts[6].len
        && is_within(&page, parts[0].len / (Py_ssize_t)sizeof(float) / width);
    double *sums = fits ? PyMem_Calloc(2 * (size_t)width, sizeof(double)) : NULL;
    if (sums == NULL)
        return 0;
    sum_rows(parts[0].buf, parts[1].buf, width, &page, sums, sums + width);
    fits = score(promos, width, sums, sums + width, parts[6].buf, count, parts[7].buf);
    PyMem_Free(sums);
    return fits;
}

static PyObject *scores(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    Py_buffer parts[8] = {{0}};
    Py_ssize_t width, depth;
    if (!PyArg_ParseTuple(arguments, "y*y*ny*y*y*y*ny*w*:scores", &parts[0], &parts[1], &width,
                          &parts[2], &parts[3], &parts[4], &parts[5], &depth, &parts[6],
                          &parts[7]))
        return NULL;
    Py_ssize_t cells = parts[5].len / (Py_ssize_t)sizeof(float);
    Promos promos = {parts[4].buf, parts[5].buf, depth > 0 ? cells / depth : 0, depth};
    int fits = fill(parts, width, &promos);
    for (int i = 0; i < 8; i++)
        PyBuffer_Release(&parts[i]);
    if (!fits) {
        PyErr_SetString(PyExc_ValueError, "features and weights do not fit");
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"learn", learn, METH_VARARGS, "Take in one exposure, as cross_learning.plain_learn does."},
    {"scores", scores, METH_VARARGS, "Score promos on a page, as page_scores.plain_scores does."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "compiled_cross", "The cross learner's step and scores, fast.", -1,
    methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_compiled_cross(void)
{
    return PyModule_Create(&module);
}
