/**
 * Linear algebra in the notation of syntax.ts, on top of each language's own primitives. The NumPy library of float64 has most
 * of these names itself; its definitions go first.
 */
export const SHARED = `
def gram(M):
    return M.T @ M

def frobenius(M):
    return sqrt(total(M * M))

def dot(x, y):
    return total(x * y)

def norm2(M):
    return singular_values(M)[0]

def singular_values(M):
    return [sqrt(max(x, 0)) for x in descending(eigenvalues(gram(M if len(M.T) <= len(M) else M.T)))]

def sigma_min(M):
    return singular_values(M)[-1] if len(M.T) <= len(M) else 0

def descending(values):
    return [values[len(values) - 1 - i] for i in range(len(values))]

def nuclear(S):
    return sum([abs(x) for x in eigenvalues(S)])

def rank(M):
    return len(reduced(M).pivots)

def det(B):
    return reduced(B).determinant

def solve(B, C):
    return right_part(reduced(beside(B, C)), len(B), C)

def is_singular(B):
    return rank(B) < len(B)

def pinv(M):
    F = array([reduced(M).rows[i] for i in range(rank(M))])
    C = array([M.T[j] for j in reduced(M).pivots]).T
    return F.T @ solve(F @ F.T, solve(C.T @ C, C.T)) if rank(M) > 0 else 0 * M.T

def stack(A, B):
    return array(join(A, B))

def masked(s, M):
    return array([s[i] * M[i] for i in range(len(s))])

def together(blocks):
    return sqrt(sum([total(M * M) for M in blocks]))

def difference(x, y):
    return [x[i] - y[i] for i in range(len(x))]

def moved(x, step, direction):
    return [x[i] + step * direction[i] for i in range(len(x))]

def descend(N, k):
    x = start(N)
    for _ in range(k):
        x = moved(x, -N.eta, gradient(N, x))
    return x

def flow(N, time):
    steps = 32
    x = runge_kutta(N, time, steps)
    for _ in range(6):
        steps = 2 * steps
        y = runge_kutta(N, time, steps)
        gap = together(difference(x, y))
        x = y
        if gap <= num(1e-8) * together(x):
            break
    return x

def runge_kutta(N, time, steps):
    x = start(N)
    h = time / steps
    for _ in range(steps):
        a = gradient(N, x)
        b = gradient(N, moved(x, -h / 2, a))
        c = gradient(N, moved(x, -h / 2, b))
        d = gradient(N, moved(x, -h, c))
        x = [x[i] - h / 6 * (a[i] + 2 * b[i] + 2 * c[i] + d[i]) for i in range(len(x))]
    return x

def tanh(z):
    return 1 - 2 / (exp(2 * z) + 1)

def logistic(z):
    return 1 / (1 + exp(-z))

def softplus0(z):
    return max(z, 0) + log((1 + exp(-abs(z))) / 2)
`;

/** Where numbers are exact: spectra that are sums of square roots; others are refused. */
export const EXACT_SPECTRA = `
def trace(S):
    return sum([S[i][i] for i in range(len(S))])

def is_diagonal(S):
    return total(S * S) == sum([S[i][i] * S[i][i] for i in range(len(S))])

def half_gap(S):
    return sqrt((S[0][0] - S[1][1]) * (S[0][0] - S[1][1]) / 4 + S[0][1] * S[1][0])

def all_eigenvalues(S):
    if is_diagonal(S):
        return [S[i][i] for i in range(len(S))]
    if rank(S) == 1:
        return [trace(S) if i == 0 else 0 * trace(S) for i in range(len(S))]
    if len(S) == 2:
        return [trace(S) / 2 - half_gap(S), trace(S) / 2 + half_gap(S)]
    return irrational("a spectrum")

def eigenvalues(S):
    return sorted(all_eigenvalues(S))

def spectral_radius(B):
    return max([abs(x) for x in all_eigenvalues(B)])
`;
