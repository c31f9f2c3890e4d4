// The one matrix product of the project, behind a row-major call with offsets so that callers pass whole arrays; and eigenvalues.
#ifndef AUSPEX_CBLAS_SHIM_H
#define AUSPEX_CBLAS_SHIM_H
#include <cblas.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/resource.h>

// OpenBLAS has this call, other CBLAS libraries do not: weak, so that any of them links.
extern void openblas_set_num_threads(int count) __attribute__((weak));

// Makes OpenBLAS compute in the calling thread, whatever the environment says: equal sums in every run.
static inline void auspex_blas_use_calling_thread(void) {
    if (openblas_set_num_threads) {
        openblas_set_num_threads(1);
    }
}

// Whether the address space of the process is limited, so that memory can run out before the machine's does.
static inline int auspex_blas_memory_is_limited(void) {
    struct rlimit limit;
    return getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

// Whether OpenBLAS could have the working memory of one more call: it maps up to 128 MB for each that runs beside others, keeps them for the
// next, and asks for ever when they are refused.
static inline int auspex_blas_has_memory(void) {
    const size_t bytes = (size_t)132 << 20;
    void *probe = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (probe == MAP_FAILED) {
        return 0;
    }
    munmap(probe, bytes);
    return 1;
}

// C[m x n] = alpha op(A)[m x k] op(B)[k x n] + beta C, all row major with leading dimensions `lda`, `ldb`, `ldc`.
static inline void auspex_sgemm(
    int transposeA, int transposeB, int m, int n, int k, float alpha,
    const float *a, size_t aOffset, int lda, const float *b, size_t bOffset, int ldb,
    float beta, float *c, size_t cOffset, int ldc
) {
    cblas_sgemm(
        CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, m, n, k, alpha,
        a + aOffset, lda, b + bOffset, ldb, beta, c + cOffset, ldc);
}

// LAPACK, which is part of the same library. The lengths of the two one-letter strings come last, as Fortran compilers pass them.
extern void dsyev_(
    const char *job, const char *triangle, const int *n, double *a, const int *lda, double *w, double *work, const int *workCount, int *info,
    size_t jobLength, size_t triangleLength);

// Eigenvalues, ascending, and eigenvectors, one a row in place of the matrix, of a symmetric n x n matrix. Returns 0 when all went well.
static inline int auspex_dsyev(int n, double *matrix, double *values, double *work, int workCount) {
    int info = 0;
    // Row-major lower is column-major upper.
    dsyev_("V", "U", &n, matrix, &n, values, work, &workCount, &info, 1, 1);
    return info;
}

extern void dposv_(
    const char *triangle, const int *n, const int *rightCount, double *a, const int *lda, double *b, const int *ldb, int *info,
    size_t triangleLength);

// Solves a symmetric positive definite system in place of its right side; the matrix is overwritten. Returns 0 when all went well.
static inline int auspex_dposv(int n, double *matrix, double *right) {
    int info = 0;
    const int one = 1;
    dposv_("U", &n, &one, matrix, &n, right, &n, &info, 1);
    return info;
}
#endif
