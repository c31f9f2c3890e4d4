"""Numbers PCATests compares with: squared prediction errors and the bound of the Q-statistic, in double precision.

    python3 -m pip install numpy==2.4.6
    python3 Tools/reference/pca.py
"""
import numpy

# Counts of four templates in eight sessions; the second template comes in every session, so TF-IDF gives it no weight.
COUNTS = numpy.array([
    [1, 1, 0, 0], [2, 1, 1, 0], [0, 1, 2, 1], [1, 2, 0, 1], [3, 1, 1, 0], [0, 2, 1, 1], [2, 2, 2, 0], [1, 1, 0, 2],
], dtype=float)
QUANTILE = 3.2905


def report(name, weights, variance):
    rows = COUNTS * weights
    mean = rows.mean(axis=0)
    centred = rows - mean
    values, vectors = numpy.linalg.eigh(centred.T @ centred / len(rows))
    values, vectors = values[::-1], vectors[:, ::-1]
    kept = int(numpy.searchsorted(numpy.cumsum(values) / values.sum(), variance) + 1)
    normal = vectors[:, :kept]
    residual = centred - centred @ normal @ normal.T
    phi = [float((values[kept:] ** power).sum()) for power in (1, 2, 3)]
    h0 = 1 - 2 * phi[0] * phi[2] / (3 * phi[1] ** 2)
    bound = phi[0] * (
        QUANTILE * numpy.sqrt(2 * phi[1] * h0**2) / phi[0] + 1 + phi[1] * h0 * (h0 - 1) / phi[0] ** 2
    ) ** (1 / h0)
    print(name, "components", kept)
    print("  errors", [float(f"{error:.9g}") for error in (residual**2).sum(axis=1)])
    print("  h0", float(f"{h0:.9g}"), "bound", float(f"{bound:.9g}"))


documents = (COUNTS > 0).sum(axis=0)
report("tfidf, variance 0.7", numpy.log(len(COUNTS) / documents), 0.7)
report("plain, variance 0.6", numpy.ones(4), 0.6)
