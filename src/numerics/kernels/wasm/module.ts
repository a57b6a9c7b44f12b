import { kernelsBase64 } from "../wasm-binary.js";

/** The compiled module's functions: addresses and strides in bytes, booleans as 0 and 1. */
export interface WasmExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  freeAddress(): number;
  dot(n: number, x: number, y: number): number;
  squaredDistance(n: number, x: number, y: number): number;
  scale(n: number, factor: number, x: number): void;
  addMultiple(n: number, factor: number, x: number, y: number): void;
  multiplyVector(rows: number, columns: number, a: number, x: number, y: number): void;
  multiplyTransposedVector(rows: number, columns: number, a: number, x: number, y: number): void;
  product(
    rows: number,
    columns: number,
    inner: number,
    a: number,
    aRow: number,
    aStep: number,
    b: number,
    bStep: number,
    bColumn: number,
    c: number,
    accumulate: number,
    scratch: number,
  ): void;
  gram(n: number, inner: number, a: number, aStep: number, g: number): void;
  gramPacked(n: number, inner: number, a: number, aStep: number, aColumn: number, g: number, scratch: number): void;
  cholesky(n: number, a: number, scratch: number): number;
  substitute(
    n: number,
    columns: number,
    t: number,
    tRow: number,
    tColumn: number,
    b: number,
    bRow: number,
    unit: number,
  ): void;
  luFactor(n: number, a: number, pivots: number, scratch: number): number;
  applyPivots(n: number, columns: number, pivots: number, b: number): void;
  invertLower(n: number, lu: number, b: number): void;
  exchangeColumns(n: number, pivots: number, b: number): void;
  largestInLower(n: number, a: number): number;
  symmetricEigen(
    n: number,
    a: number,
    values: number,
    vectors: number,
    first: number,
    second: number,
    scratch: number,
  ): number;
  largestEigenvalue(n: number, a: number, scratch: number): number;
  fillGaussian(
    count: number,
    target: number,
    block: number,
    offset: number,
    index0: number,
    index1: number,
    lane: number,
    key0: number,
    key1: number,
    words: number,
  ): number;
  solveColumns(
    m: number,
    n: number,
    matrix: number,
    transposed: number,
    constant: number,
    mask: number,
    z: number,
    limit: number,
    toleranceSquared: number,
    stepSquares: number,
    buffers: number,
    scratch: number,
  ): number;
  solveActiveSets(
    m: number,
    n: number,
    inverse: number,
    transposed: number,
    constant: number,
    signs: number,
    rounds: number,
    x: number,
    adjointConstant: number,
    adjoint: number,
    scratch: number,
  ): number;
  followInverse(
    m: number,
    n: number,
    inverse: number,
    p: number,
    z: number,
    phi: number,
    constant: number,
    scratch: number,
  ): number;
  followEigenvalue(
    n: number,
    s: number,
    shift: number,
    rounds: number,
    toleranceSquared: number,
    vector: number,
    scratch: number,
  ): number;
  finishAdjoint(m: number, n: number, constant: number, z: number, image: number, u: number): number;
  compareColumns(m: number, n: number, x: number, y: number, squares: number, flips: number): number;
  scaleColumns(m: number, n: number, factor: number, x: number, weights: number, out: number): void;
  linearNetworkDescent(
    d: number,
    o: number,
    h: number,
    s: number,
    c: number,
    u: number,
    v: number,
    du: number,
    dv: number,
    scratch: number,
  ): void;
  linearNetworkStages(
    d: number,
    o: number,
    h: number,
    s: number,
    c: number,
    count: number,
    weights: number,
    step: number,
    state: number,
    stages: number,
    point: number,
    scratch: number,
  ): void;
  combineStages(n: number, count: number, weights: number, h: number, base: number, stages: number, out: number): void;
  finishAffine(m: number, n: number, constant: number, mask: number, z: number, out: number, squares: number): void;
  affineStep(
    m: number,
    n: number,
    matrix: number,
    transposed: number,
    constant: number,
    mask: number,
    z: number,
    out: number,
    squares: number,
    scratch: number,
  ): number;
  iterate(
    m: number,
    n: number,
    groups: number,
    matrix: number,
    transposed: number,
    constant: number,
    mask: number,
    z: number,
    previous: number,
    limit: number,
    toleranceSquared: number,
    history: number,
    squares: number,
    scratch: number,
  ): number;
}

/** What this file needs of WebAssembly; the compiler's library for Node does not declare it. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

/** A fresh instance with its own memory, or null where WebAssembly or its SIMD instructions are missing. */
export function instantiate(): WasmExports | null {
  const api = (globalThis as { WebAssembly?: WebAssemblyApi }).WebAssembly;
  if (api === undefined) return null;
  try {
    return new api.Instance(new api.Module(Buffer.from(kernelsBase64, "base64"))).exports as WasmExports;
  } catch {
    return null;
  }
}
