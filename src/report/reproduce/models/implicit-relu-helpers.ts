import { KERNEL_HELPERS } from "./relu-kernel.js";

/** Formulas of implicit ReLU layers for stand-alone scripts; L is a layer with its equilibrium Z. */
export const IMPLICIT_HELPERS = `${KERNEL_HELPERS}
def largest(x):
    return max([abs(a) for a in entries(x)])

def solve_column(M, phi):
    s = on(phi)
    for _ in range(100):
        B = eye(len(M)) - masked(s, M)
        if is_singular(B):
            break
        z = solve(B, s * phi)
        after = on(M @ z + phi)
        if total(abs(after - s)) == 0:
            return z
        s = after
    z = relu(phi)
    for _ in range(10000):
        z = relu(M @ z + phi)
    return z

def equilibria(M, Phi):
    return array([solve_column(M, phi) for phi in Phi.T]).T

def preactivation(L):
    return L.gamma * L.A @ L.Z + L.Phi

def system(L):
    return eye(len(L.A)) - L.gamma * L.A

def comparison_system(L):
    return eye(len(L.A)) - L.gamma * abs(L.A)

def picard(L, Z, k):
    for _ in range(k):
        Z = relu(L.gamma * L.A @ Z + L.Phi)
    return Z

def patterns(m):
    found = [[]]
    for _ in range(m):
        found = join([append(s, 0) for s in found], [append(s, 1) for s in found])
    return found

def least_principal_minor(L):
    return min([det(eye(len(L.A)) - masked(array(s), L.gamma * L.A)) for s in patterns(len(L.A)) if sum(s) > 0])

def count_equilibria(L, i):
    M = L.gamma * L.A
    phi = L.Phi.T[i]
    found = []
    for s in patterns(len(phi)):
        B = eye(len(phi)) - masked(array(s), M)
        if not is_singular(B):
            z = solve(B, array(s) * phi)
            error = num(1e-9) * (1 + largest(z))
            if largest(relu(M @ z + phi) - z) <= error:
                if len([w for w in found if largest(w - z) <= error]) == 0:
                    found = append(found, z)
    return len(found)

def pattern(L, i):
    return on(preactivation(L).T[i])

def column_system(L, i):
    return eye(len(L.A)) - L.gamma * masked(pattern(L, i), L.A)

def adjoint(L, u, i):
    return pattern(L, i) * solve(column_system(L, i).T, u)

def adjoints(L, u):
    return array([adjoint(L, u, i) for i in range(len(L.Z.T))]).T

def adjoint_error(L, i, k):
    p = 0 * L.u
    for _ in range(k):
        p = pattern(L, i) * (L.u + L.gamma * L.A.T @ p)
    return frobenius(p - adjoint(L, L.u, i))

def adjoint_no_pattern(L, i):
    return solve(system(L).T, L.u)

def adjoint_no_transpose(L, i):
    return solve(column_system(L, i), pattern(L, i) * L.u)

def adjoint_no_inverse(L, i):
    return pattern(L, i) * L.u

def output(L, A, i):
    return dot(L.u, equilibria(L.gamma * A, L.Phi).T[i]) + dot(L.v, L.Phi.T[i])

def central_difference(L, D, i):
    return (output(L, L.A + D, i) - output(L, L.A - D, i)) / 2

def start(L):
    return [L.u, L.v, L.A, L.W]

def features(L, W):
    return L.scale * relu(W @ L.X) if L.has_weights else L.Phi

def layer_at(L, x):
    Phi = features(L, x[3])
    return SimpleNamespace(gamma=L.gamma, A=x[2], Phi=Phi, Z=equilibria(L.gamma * x[2], Phi))

def residual(L, x):
    K = layer_at(L, x)
    return K.Z.T @ x[0] + K.Phi.T @ x[1] - L.y

def input_adjoints(L, K, x):
    return array([p + x[1] for p in adjoints(K, x[0]).T]).T * on(x[3] @ L.X)

def full_gradient(L, x):
    K = layer_at(L, x)
    r = residual(L, x)
    A = L.gamma * adjoints(K, x[0]) @ masked(r, K.Z.T)
    W = L.scale * input_adjoints(L, K, x) @ masked(r, L.X.T) if L.has_weights else 0 * x[3]
    return [K.Z @ r, K.Phi @ r, A, W]

def gradient(L, x):
    g = full_gradient(L, x)
    return [L.trained[i] * g[i] for i in range(4)]

def square_sum(blocks):
    return sum([total(M * M) for M in blocks])

def tangent_block(L, block):
    K = layer_at(L, start(L))
    if block == 0:
        return gram(K.Z)
    if block == 1:
        return gram(K.Phi)
    if block == 2:
        return L.gamma * L.gamma * gram(adjoints(K, L.u)) * gram(K.Z)
    return L.scale * L.scale * gram(input_adjoints(L, K, start(L))) * gram(L.X) if L.has_weights else 0 * gram(K.Z)

def tangent_kernel(L):
    return sum([L.trained[i] * tangent_block(L, i) for i in range(4)])

def loss(L, x):
    return total(residual(L, x) * residual(L, x)) / num(2)
`;
