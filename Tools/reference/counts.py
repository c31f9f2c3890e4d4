"""Numbers the tests of count methods compare with: scikit-learn's, and loglizer's algorithms said again in plain numpy.

    python3 -m pip install scikit-learn==1.7.2
    python3 Tools/reference/counts.py Tests/AuspexTests/Detectors/Fixtures/counts.json

The count matrix is made here: sessions of a small system that opens, reads, writes and closes, some of them faulty. Half of the rows teach.
"""
import itertools
import json
import sys

import numpy
import sklearn
from sklearn.ensemble import IsolationForest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

VARIANCE = 0.7
random = numpy.random.default_rng(12)


def session():
    blocks = random.integers(1, 4)
    reads, errors = random.poisson(2.0), int(random.random() < 0.1)
    row = [1, blocks, 3 * blocks, 3 * blocks, reads, random.integers(0, 2), 1, errors]
    row += [int(random.random() < share) for share in (0.9, 0.85, 0.95, 0.8)]
    faulty = random.random() < 0.12
    if faulty:
        fault = random.integers(4)
        if fault == 0:
            row[3] -= random.integers(1, 3)
        elif fault == 1:
            row[7] += random.integers(1, 4)
        elif fault == 2:
            row[6] = 0
            row[5] += 2
        else:
            row[1] += 1
            row[4] += 6
    return row, int(faulty)


def tfidf(train, other):
    """ln(N / df) weights of the training rows, without smoothing."""
    documents = (train > 0).sum(axis=0)
    weights = numpy.where(documents > 0, numpy.log(len(train) / numpy.maximum(documents, 1)), 0)
    return train * weights, other * weights


def pca(train, test):
    """Squared prediction error above the Q-statistic at 3.2905, 70 % of the variance."""
    train, test = tfidf(train, test)
    mean = train.mean(axis=0)
    values, vectors = numpy.linalg.eigh((train - mean).T @ (train - mean) / len(train))
    values, vectors = values[::-1], vectors[:, ::-1]
    kept = int(numpy.searchsorted(numpy.cumsum(values) / values.sum(), VARIANCE) + 1)
    phi = [float((values[kept:] ** power).sum()) for power in (1, 2, 3)]
    h0 = 1 - 2 * phi[0] * phi[2] / (3 * phi[1] ** 2)
    bound = phi[0] * (3.2905 * numpy.sqrt(2 * phi[1] * h0**2) / phi[0] + 1 + phi[1] * h0 * (h0 - 1) / phi[0] ** 2) ** (1 / h0)
    rows = test - mean
    error = ((rows - rows @ vectors[:, :kept] @ vectors[:, :kept].T) ** 2).sum(axis=1)
    return error, error > bound


def invariants(train, longest, support=0.98, tolerance=0.5, scales=(1, 2, 3)):
    """Equations among sets of up to `longest` columns, smallest sets first, until the invariant space is used up."""
    count, width = train.shape
    values, vectors = numpy.linalg.eigh(train.T @ train)
    dimension = 0
    while dimension < width and (abs(train @ vectors[:, dimension]) < tolerance).mean() >= support:
        dimension += 1
    found, redundant, open_sets = [], set(), {frozenset([column]) for column in range(width)}
    for column in range(width):
        if not train[:, column].any():
            found.append(((column,), (1,)))
            open_sets.discard(frozenset([column]))
    for size in range(2, longest + 1):
        surviving = set()
        for candidate in itertools.combinations(range(width), size):
            if len(found) >= dimension:
                return dimension, found
            if frozenset(candidate) in redundant:
                continue
            if any(frozenset(part) not in open_sets for part in itertools.combinations(candidate, size - 1)):
                continue
            part = train[:, candidate]
            theta = numpy.linalg.eigh(part.T @ part)[1][:, 0]
            smallest = numpy.argmin(abs(theta))
            equation = None
            if abs(theta[smallest]) > 1e-6:
                for scale in scales:
                    whole = numpy.round(theta / theta[smallest] * scale).astype(int)
                    if (part @ whole == 0).mean() >= support:
                        equation = whole
                        break
            if equation is None:
                surviving.add(frozenset(candidate))
                continue
            for other, _ in found:
                union = set(other) | set(candidate)
                redundant |= {frozenset(union - {shared}) for shared in set(other) & set(candidate)}
            found.append((candidate, tuple(int(cell) for cell in equation)))
        open_sets = surviving - redundant
    return dimension, found


def logcluster(train, test, bound=0.1, bootstrap=100):
    """Complete linkage on the first sessions, the others join one by one; distance to the nearest centre."""
    train, test = tfidf(train, test)
    train, test = [numpy.where(rows0 > 0, 1 / (1 + numpy.exp(-rows)), 0) for rows, rows0 in ((train, TRAIN_NORMAL), (test, TEST))]

    def distance(left, right):
        return 1 - left @ right / numpy.sqrt((left @ left) * (right @ right))

    groups = [[row] for row in train[:bootstrap]]
    while True:
        best = None
        for first, second in itertools.combinations(range(len(groups)), 2):
            far = max(distance(a, b) for a in groups[first] for b in groups[second])
            if far <= bound and (best is None or far < best[0]):
                best = (far, first, second)
        if best is None:
            break
        groups[best[1]] += groups.pop(best[2])
    centres, sizes = [numpy.mean(group, axis=0) for group in groups], [len(group) for group in groups]
    for row in train[bootstrap:]:
        far = [distance(row, centre) for centre in centres]
        nearest = int(numpy.argmin(far))
        if far[nearest] <= bound:
            sizes[nearest] += 1
            centres[nearest] = centres[nearest] + (row - centres[nearest]) / sizes[nearest]
        else:
            centres.append(row)
            sizes.append(1)
    return numpy.array([min(distance(row, centre) for centre in centres) for row in test])


def numbers(values):
    return [float(f"{value:.7g}") for value in values]


rows = [session() for _ in range(600)]
counts = numpy.array([row for row, _ in rows], dtype=float)
labels = numpy.array([label for _, label in rows])
half = len(rows) // 2
train, TEST, truth = counts[:half], counts[half:], labels[:half]
TRAIN_NORMAL = train[truth == 0]
weighted, weighted_test = tfidf(train, TEST)

logistic = LogisticRegression(C=100, tol=1e-10, max_iter=10_000).fit(weighted, truth)
linear = LinearRegression().fit(weighted, truth)
svm = LinearSVC(penalty="l1", dual=False, C=1, tol=1e-8, max_iter=100_000).fit(weighted, truth)
# Raw counts, as ours: a weight of 0 would hide a template that comes in every session.
tree = DecisionTreeClassifier(random_state=1).fit(train, truth)
forests = [IsolationForest(n_estimators=400, max_samples=256, random_state=seed).fit(train) for seed in (1, 2)]
scores = [-forest.score_samples(TEST) for forest in forests]
error, flagged = pca(TRAIN_NORMAL, TEST)
dimension, equations = invariants(TRAIN_NORMAL, 3)

json.dump(
    {
        "scikit-learn": sklearn.__version__,
        "counts": [[int(cell) for cell in row] for row in counts],
        "labels": labels.tolist(),
        "training": half,
        "logisticRegression": numbers(logistic.predict_proba(weighted_test)[:, 1]),
        "linearRegression": numbers(linear.predict(weighted_test)),
        "svm": numbers(svm.decision_function(weighted_test)),
        "decisionTree": tree.predict(TEST).tolist(),
        "isolationForest": numbers(scores[0]),
        "isolationForestAgain": numbers(scores[1]),
        "pca": numbers(error),
        "pcaFlagged": [int(flag) for flag in flagged],
        "invariantDimension": dimension,
        "invariants": [{"columns": list(columns), "coefficients": list(cells)} for columns, cells in equations],
        "logCluster": numbers(logcluster(TRAIN_NORMAL, TEST)),
    },
    open(sys.argv[1], "w"),
)
