/** What Python scripts in float64 have under the shared names: NumPy. */
export const PYTHON_FLOAT = `
import numpy as np

from types import SimpleNamespace

def array(x):
    return np.array(x, dtype=float)

def num(x):
    return x

def ratio(a, b):
    return a / b

def eye(n):
    return np.eye(n)

def zeros(m, n):
    return np.zeros((m, n))

def total(M):
    return np.sum(M)

def entries(M):
    return np.ravel(M)

def relu(M):
    return np.maximum(M, 0.0)

def on(M):
    return (M > 0) * 1.0

def outer(x, y):
    return np.outer(x, y)

def join(x, y):
    return list(x) + list(y)

def append(x, y):
    return list(x) + [y]

def sqrt(x):
    return np.sqrt(max(x, 0.0))

def exp(x):
    return np.exp(x)

def log(x):
    return np.log(x)

def atan(x):
    return np.arctan(x)

def atan2(y, x):
    return np.arctan2(y, x)

def sin(x):
    return np.sin(x)

def cos(x):
    return np.cos(x)

def pi():
    return np.pi

def frobenius(M):
    return np.linalg.norm(M)

def norm2(M):
    return np.linalg.norm(M, 2)

def singular_values(M):
    return np.linalg.svd(M, compute_uv=False)

def eigenvalues(S):
    return np.linalg.eigvalsh((S + S.T) / 2)

def spectral_radius(B):
    return max(abs(np.linalg.eigvals(B)))

def rank(M):
    return np.linalg.matrix_rank(M)

def pinv(M):
    return np.linalg.pinv(M)

def solve(B, C):
    return np.linalg.solve(B, C)

def det(B):
    return np.linalg.det(B)

def is_singular(B):
    return abs(np.linalg.det(B)) < 1e-12
`;

/** Python scripts in exact numbers: rationals and their square roots, of either sign. */
export const PYTHON_EXACT = `
import numpy as np

from types import SimpleNamespace

from fractions import Fraction

from math import isqrt

class Irrational(Exception):
    pass

def irrational(what):
    raise Irrational(what)

class Root:
    """sign * sqrt(square), square a Fraction: rational numbers and their square roots."""

    def __init__(self, sign, square):
        self.sign, self.square = sign, Fraction(square)

    @staticmethod
    def of(x):
        return x if isinstance(x, Root) else Root(int(x > 0) - int(x < 0), Fraction(x) ** 2)

    def rational(self):
        p, q = isqrt(self.square.numerator), isqrt(self.square.denominator)
        return self.sign * Fraction(p, q) if p * p == self.square.numerator and q * q == self.square.denominator else None

    def __add__(self, other):
        if isinstance(other, np.ndarray):
            return NotImplemented
        other = Root.of(other)
        if other.sign == 0:
            return self
        ratio = Root(self.sign, self.square / other.square).rational()
        if ratio is None:
            raise Irrational("a sum of different roots")
        factor = ratio + other.sign
        return Root((factor > 0) - (factor < 0), factor**2 * other.square)

    def __mul__(self, other):
        if isinstance(other, np.ndarray):
            return NotImplemented
        other = Root.of(other)
        return Root(self.sign * other.sign, self.square * other.square)

    def __truediv__(self, other):
        if isinstance(other, np.ndarray):
            return NotImplemented
        other = Root.of(other)
        return Root(self.sign * other.sign, self.square / other.square)

    def __neg__(self):
        return Root(-self.sign, self.square)

    def __abs__(self):
        return Root(abs(self.sign), self.square)

    def __pow__(self, k):
        return Root(self.sign**k, self.square**k)

    def __lt__(self, other):
        other = Root.of(other)
        return (self.sign, self.sign * self.square) < (other.sign, other.sign * other.square)

    def __eq__(self, other):
        other = Root.of(other)
        return (self.sign, self.square) == (other.sign, other.square)

    __radd__, __rmul__ = __add__, __mul__
    __sub__ = lambda self, other: self + -1 * other
    __rsub__ = lambda self, other: -self + other
    __rtruediv__ = lambda self, other: Root.of(other) / self
    __gt__ = lambda self, other: Root.of(other) < self
    __le__ = lambda self, other: not self > other
    __ge__ = lambda self, other: not self < other

    def __repr__(self):
        value = self.rational()
        return str(value) if value is not None else f"{'-' * (self.sign < 0)}sqrt({self.square})"

def array(x):
    return np.vectorize(Root.of, otypes=[object])(np.array(x, dtype=object)) if np.size(x) else np.array(x, dtype=object)

def num(x):
    return Root.of(x)

def ratio(a, b):
    return Root.of(Fraction(a, b))

def eye(n):
    return array(np.eye(n))

def zeros(m, n):
    return array(np.zeros((m, n)))

def total(M):
    return np.sum(M)

def entries(M):
    return np.ravel(M)

def relu(M):
    return np.maximum(M, Root.of(0))

def on(M):
    return array((M > 0) * 1)

def outer(x, y):
    return np.outer(x, y)

def join(x, y):
    return list(x) + list(y)

def append(x, y):
    return list(x) + [y]

def beside(B, C):
    return np.hstack([B, np.reshape(C, (len(B), -1))])

def sqrt(x):
    value = Root.of(x).rational()
    return Root(1 if value > 0 else 0, max(value, 0)) if value is not None else irrational("a root of a root")

def exp(x):
    return Root.of(1) if x == 0 else irrational("an exponential")

def log(x):
    return Root.of(0) if x == 1 else irrational("a logarithm")

def atan(x):
    return Root.of(0) if x == 0 else irrational("an arctangent")

def atan2(y, x):
    return Root.of(0) if y == 0 and x > 0 else irrational("an angle")

def sin(x):
    return Root.of(0) if x == 0 else irrational("a sine")

def cos(x):
    return Root.of(1) if x == 0 else irrational("a cosine")

def pi():
    return irrational("pi")

def reduced(M):
    """Reduced row echelon form, its pivot columns, and the determinant of a square M."""
    rows, pivots, determinant = [row for row in M], [], Root.of(1)
    for j in range(len(rows[0])):
        i = len(pivots)
        k = next((k for k in range(i, len(rows)) if rows[k][j] != 0), None)
        if k is None:
            continue
        determinant = determinant * rows[k][j] * (1 if k == i else -1)
        rows[i], rows[k] = rows[k] / rows[k][j], rows[i]
        rows = [row if r == i else row - row[j] * rows[i] for r, row in enumerate(rows)]
        pivots.append(j)
    return SimpleNamespace(rows=rows, pivots=pivots, determinant=determinant if len(pivots) == len(rows) else 0)

def right_part(echelon, n, C):
    return np.reshape(np.array([row[n:] for row in echelon.rows[:n]], dtype=object), np.shape(C))
`;
