import type { Row } from "../quantity.js";

/** The least |steepness(N, x)| on [a, b], 0 where the sign changes, looked at on a grid. */
const SEARCH = `
def least_on(N, a, b):
    low = abs(steepness(N, a))
    sign = steepness(N, a)
    for k in range(N.grid):
        s = steepness(N, a + (b - a) * (k + 1) / N.grid)
        if s * sign <= 0:
            return 0 * low
        low = min(low, abs(s))
    return low
`;

const POLYNOMIAL = `${SEARCH}
def polynomial(c, x):
    y = 0 * x
    for a in descending(c):
        y = y * x + a
    return y

def derivative(c):
    return [i * c[i] for i in range(1, len(c))]

def absolute(c):
    return [abs(a) for a in c]
`;

/** Of one family of objectives: definitions of value, gradient and constants, for the blocks x of the variables. */
export interface FamilyCode {
  readonly helpers: string;
  /** Fields of the instance by their names in the script. */
  readonly fields: Readonly<Record<string, string>>;
  /** Lower bound of |grad f|^2 / f on the ball; the same at its centre, and with the largest singular value. */
  readonly alpha: string;
  readonly alphaAtCentre: string;
  readonly alphaOfLargest: string;
  readonly hessian: string;
  readonly residual?: string;
  readonly more?: readonly Row[];
}

const LINEAR_RANGE = "descending(eigenvalues(N.B @ N.B.T))[rank(N.B) - 1]";
export const FAMILIES: Readonly<Record<string, FamilyCode>> = {
  "least-squares": {
    helpers: `
def error(N, x):
    return N.B @ x[0] - N.y

def value(N, x):
    return dot(error(N, x), error(N, x))

def gradient(N, x):
    return [2 * (N.B.T @ error(N, x))]

def minimizer(N):
    return [N.start[0] - pinv(N.B) @ error(N, N.start)]
`,
    fields: { B: "B", y: "y" },
    alpha: `4 * ${LINEAR_RANGE}`,
    alphaAtCentre: `4 * ${LINEAR_RANGE}`,
    alphaOfLargest: "4 * eigenvalues(N.B @ N.B.T)[-1]",
    hessian: "2 * eigenvalues(N.B @ N.B.T)[-1]",
    more: [
      [
        "coordinateSlope",
        "max([abs(gradient(N, N.start)[0][i]) + 4 * N.radius * frobenius(gram(N.B)[i]) for i in range(len(N.B.T))])",
        "\\max_i|\\partial_if|",
      ],
      ["minimizerDistance", "together(difference(minimizer(N), N.start))", "\\|x^*-x_0\\|"],
    ],
  },
  quadratic: {
    helpers: `
def value(N, x):
    return dot(x[0], N.A @ x[0]) / num(2)

def gradient(N, x):
    return [N.A @ x[0]]

def minimizer(N):
    return [0 * N.start[0]]
`,
    fields: { A: "A" },
    alpha: "2 * descending(eigenvalues(N.A))[rank(N.A) - 1]",
    alphaAtCentre: "2 * descending(eigenvalues(N.A))[rank(N.A) - 1]",
    alphaOfLargest: "2 * eigenvalues(N.A)[-1]",
    hessian: "eigenvalues(N.A)[-1]",
    more: [["minimizerDistance", "together(N.start)", "\\|x_0\\|"]],
  },
  product: {
    helpers: `
def error(N, x):
    return dot(x[0], x[1]) - N.y

def value(N, x):
    return error(N, x) * error(N, x)

def gradient(N, x):
    return [2 * error(N, x) * x[1], 2 * error(N, x) * x[0]]
`,
    fields: { y: "y" },
    alpha: "4 * max(together(N.start) - N.radius, 0) ** 2",
    alphaAtCentre: "4 * together(N.start) ** 2",
    alphaOfLargest: "4 * (together(N.start) + N.radius) ** 2",
    hessian:
      "2 * (together(N.start) + 2 * N.radius) ** 2 + 2 * (abs(error(N, N.start)) + 2 * N.radius * together(N.start) + 2 * N.radius * N.radius)",
    residual: "abs(error(N, N.start))",
    more: [
      ["target", "N.y", "y"],
      ["mirrorDefect", "frobenius(N.start[0] + N.start[1])", "\\|u+v\\|"],
    ],
  },
  sphere: {
    helpers: `
def error(N, x):
    return dot(x[0], x[0]) - N.a * N.a

def value(N, x):
    return error(N, x) * error(N, x)

def gradient(N, x):
    return [4 * error(N, x) * x[0]]

def minimizer(N):
    return [abs(N.a) / frobenius(N.start[0]) * N.start[0]]
`,
    fields: { a: "a" },
    alpha: "16 * max(together(N.start) - N.radius, 0) ** 2",
    alphaAtCentre: "16 * together(N.start) ** 2",
    alphaOfLargest: "16 * (together(N.start) + N.radius) ** 2",
    hessian:
      "8 * (together(N.start) + 2 * N.radius) ** 2 + 4 * (abs(error(N, N.start)) + 4 * N.radius * together(N.start) + 4 * N.radius * N.radius)",
    residual: "abs(error(N, N.start))",
    more: [["minimizerDistance", "together(difference(minimizer(N), N.start))", "\\|x^*-x_0\\|"]],
  },
  "matrix-product": {
    helpers: `
def error(N, x):
    return x[0] @ x[1].T - N.M

def value(N, x):
    return total(error(N, x) * error(N, x))

def gradient(N, x):
    return [2 * (error(N, x) @ x[1]), 2 * (error(N, x).T @ x[0])]
`,
    fields: { M: "M" },
    alpha:
      "4 * max(sqrt(eigenvalues(N.start[0] @ N.start[0].T)[0] + eigenvalues(N.start[1] @ N.start[1].T)[0]) - N.radius, 0) ** 2",
    alphaAtCentre: "4 * (eigenvalues(N.start[0] @ N.start[0].T)[0] + eigenvalues(N.start[1] @ N.start[1].T)[0])",
    alphaOfLargest: "4 * (norm2(N.start[0]) ** 2 + norm2(N.start[1]) ** 2)",
    hessian:
      "2 * (together(N.start) + 2 * N.radius) ** 2 + 2 * (frobenius(error(N, N.start)) + 2 * N.radius * together(N.start) + 2 * N.radius * N.radius)",
    residual: "frobenius(error(N, N.start))",
  },
  scalar: {
    helpers: `${POLYNOMIAL}
def wave(N, x):
    return N.wave_amplitude * sin(N.frequency * x) if N.sine else N.wave_amplitude * tanh(N.frequency * x)

def wave_slope(N, x):
    t = tanh(N.frequency * x)
    return N.wave_amplitude * N.frequency * (cos(N.frequency * x) if N.sine else 1 - t * t)

def g(N, x):
    return polynomial(N.c, x) + (wave(N, x) if N.waves else 0 * x)

def steepness(N, x):
    return polynomial(derivative(N.c), x) + (wave_slope(N, x) if N.waves else 0 * x)

def value(N, x):
    return g(N, x[0][0]) ** 2

def gradient(N, x):
    return [array([2 * g(N, x[0][0]) * steepness(N, x[0][0])])]

def most_wave(N, power):
    if not N.waves:
        return num(0)
    size = abs(N.wave_amplitude) * abs(N.frequency) ** power
    return size if N.sine or power == 1 else size * 4 / (3 * sqrt(num(3)))

def slope_bound(N):
    return abs(steepness(N, N.start[0][0])) + 2 * N.radius * bend_bound(N)

def bend_bound(N):
    return polynomial(absolute(derivative(derivative(N.c))), abs(N.start[0][0]) + 2 * N.radius) + most_wave(N, 2)

def value_bound(N):
    return abs(g(N, N.start[0][0])) + 2 * N.radius * slope_bound(N)
`,
    fields: { coefficients: "c" },
    alpha: "4 * least_on(N, N.start[0][0] - N.radius, N.start[0][0] + N.radius) ** 2",
    alphaAtCentre: "4 * steepness(N, N.start[0][0]) ** 2",
    alphaOfLargest: "4 * (polynomial(absolute(derivative(N.c)), abs(N.start[0][0]) + N.radius) + most_wave(N, 1)) ** 2",
    hessian: "2 * slope_bound(N) ** 2 + 2 * value_bound(N) * bend_bound(N)",
  },
  "sine-square": {
    helpers: `${SEARCH}
def f(N, x):
    return x * x + N.amplitude * sin(x) * sin(x)

def slope(N, x):
    return 2 * x + N.amplitude * sin(2 * x)

def steepness(N, x):
    return sqrt(1 + N.amplitude) if x == 0 else slope(N, x) / (2 * sqrt(f(N, x)))

def value(N, x):
    return f(N, x[0][0])

def gradient(N, x):
    return [array([slope(N, x[0][0])])]

def minimizer(N):
    return [0 * N.start[0]]
`,
    fields: { amplitude: "amplitude" },
    alpha: "4 * least_on(N, max(abs(N.start[0][0]) - N.radius, 0), abs(N.start[0][0]) + N.radius) ** 2",
    alphaAtCentre: "4 * steepness(N, N.start[0][0]) ** 2",
    alphaOfLargest: "4 * (1 + N.amplitude) ** 2",
    hessian: "2 + 2 * N.amplitude",
    more: [
      ["amplitude", "N.amplitude", "a"],
      ["minimizerDistance", "abs(N.start[0][0])", "|x_0|"],
    ],
  },
  radial: {
    helpers: `${POLYNOMIAL}
def p(N, x):
    return polynomial(N.c, dot(x, x))

def steepness(N, d):
    return 2 * d * polynomial(derivative(N.c), d * d)

def value(N, x):
    return p(N, x[0]) ** 2

def gradient(N, x):
    return [4 * p(N, x[0]) * polynomial(derivative(N.c), dot(x[0], x[0])) * x[0]]

def nearest(N):
    return together(N.start) - N.radius

def reach(N, r):
    return together(N.start) + r

def steepest(N, r):
    return 2 * reach(N, r) * polynomial(absolute(derivative(N.c)), reach(N, r) ** 2)

def bend_bound(N):
    s = reach(N, 2 * N.radius) ** 2
    return 2 * polynomial(absolute(derivative(N.c)), s) + 4 * s * polynomial(absolute(derivative(derivative(N.c))), s)

def value_bound(N):
    return abs(p(N, N.start[0])) + 2 * N.radius * steepest(N, 2 * N.radius)
`,
    fields: { coefficients: "c" },
    alpha: "4 * (least_on(N, nearest(N), reach(N, N.radius)) if nearest(N) > 0 else num(0)) ** 2",
    alphaAtCentre: "4 * steepness(N, together(N.start)) ** 2",
    alphaOfLargest: "4 * steepest(N, N.radius) ** 2",
    hessian: "2 * steepest(N, 2 * N.radius) ** 2 + 2 * value_bound(N) * bend_bound(N)",
    residual: "abs(p(N, N.start[0]))",
  },
  "gauss-newton": {
    helpers: `
def jacobian(N, x):
    return array([[N.B[i][j] + N.Q[i][j] * x[j] for j in range(len(x))] for i in range(len(N.B))])

def error(N, x):
    return array([sum([x[j] * (N.B[i][j] + N.Q[i][j] * x[j] / 2) for j in range(len(x))]) for i in range(len(N.B))]) - N.y

def value(N, x):
    return dot(error(N, x[0]), error(N, x[0]))

def gradient(N, x):
    return [2 * (jacobian(N, x[0]).T @ error(N, x[0]))]

def lipschitz(N):
    return max([frobenius(q) for q in N.Q.T])

def least_value(N):
    return sigma_min(jacobian(N, N.start[0]).T)

def steep(N):
    return frobenius(jacobian(N, N.start[0])) + 2 * N.radius * lipschitz(N)

def far(N):
    return frobenius(error(N, N.start[0])) + 2 * N.radius * (frobenius(jacobian(N, N.start[0])) + N.radius * lipschitz(N))
`,
    fields: { B: "B", Q: "Q", y: "y" },
    alpha: "4 * max(least_value(N) - lipschitz(N) * N.radius, 0) ** 2",
    alphaAtCentre: "4 * least_value(N) ** 2",
    alphaOfLargest: "4 * (norm2(jacobian(N, N.start[0])) + lipschitz(N) * N.radius) ** 2",
    hessian: "2 * steep(N) ** 2 + 2 * far(N) * lipschitz(N)",
    residual: "frobenius(error(N, N.start[0]))",
    more: [
      ["leastSingularValue", "least_value(N)", "\\sigma_n(J_0)"],
      ["jacobianLipschitz", "lipschitz(N)", "K"],
    ],
  },
};
