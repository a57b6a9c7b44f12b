import type { Matrix } from "../../numerics/matrix.js";

/** x_(k+1) = x_k - h_k grad f(x_k): h_k = eta, or eta min(1, max(floor, threshold / |grad f(x_k)|)) where clipped. */
export interface DescentData {
  readonly stepSize: number;
  readonly steps: readonly number[];
  readonly clip?: { readonly threshold: number; readonly floor: number };
}

/** What all families share. `start` and `point` are flat: (u, v), or U and then V, each row-major. */
interface Common {
  readonly start: Float64Array;
  /** r > 0: everything is said about the closed ball of this radius around the start */
  readonly radius: number;
  /** A further point, of the same length, at which pointwise statements are looked at */
  readonly point?: Float64Array;
  readonly descent?: DescentData;
  readonly flow?: { readonly times: readonly number[] };
}

/** f(x) = |B x - y|^2 */
export interface LeastSquaresData extends Common {
  readonly family: "least-squares";
  readonly B: Matrix;
  readonly y: Float64Array;
}
/** f(x) = x'Ax / 2, A symmetric and positive semidefinite */
export interface QuadraticData extends Common {
  readonly family: "quadratic";
  readonly A: Matrix;
}
/** f(u, v) = (u'v - y)^2 */
export interface ProductData extends Common {
  readonly family: "product";
  readonly y: number;
}
/** f(x) = (|x|^2 - a^2)^2 */
export interface SphereData extends Common {
  readonly family: "sphere";
  readonly a: number;
}
/** f(U, V) = |U V' - M|_F^2 */
export interface MatrixProductData extends Common {
  readonly family: "matrix-product";
  readonly M: Matrix;
}
/** amplitude phi(frequency x), phi the sine or the hyperbolic tangent */
export interface WaveData {
  readonly shape: "sine" | "tanh";
  readonly amplitude: number;
  readonly frequency: number;
}
/** f(x) = g(x)^2, g(x) = c_0 + c_1 x + ... of one variable, plus a wave where there is one */
export interface ScalarData extends Common {
  readonly family: "scalar";
  readonly coefficients: Float64Array;
  readonly wave?: WaveData;
}
/** f(x) = x^2 + amplitude sin^2 x of one variable, amplitude >= 0 */
export interface SineSquareData extends Common {
  readonly family: "sine-square";
  readonly amplitude: number;
}
/** f(x) = (c_0 + c_1 |x|^2 + c_2 |x|^4 + ...)^2 */
export interface RadialData extends Common {
  readonly family: "radial";
  readonly coefficients: Float64Array;
}
/** f(x) = |g(x)|^2, g_i(x) = sum_j (B_ij x_j + Q_ij x_j^2 / 2) - y_i */
export interface GaussNewtonData extends Common {
  readonly family: "gauss-newton";
  readonly B: Matrix;
  readonly Q: Matrix;
  readonly y: Float64Array;
}

/** A nonnegative function with a start and a radius, of one of the families. Immutable. */
export type ObjectiveData =
  | LeastSquaresData
  | QuadraticData
  | ProductData
  | SphereData
  | MatrixProductData
  | ScalarData
  | SineSquareData
  | RadialData
  | GaussNewtonData;
