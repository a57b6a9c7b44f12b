import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { isMainThread } from "node:worker_threads";

/**
 * OpenBLAS where it is installed, through koffi where that is installed. No verdict rests on it: docs/decisions/native-blas.md.
 * All matrices are row-major float64 arrays, as in numerics/kernels.
 */
export interface NativeBlas {
  /** The file that was loaded. */
  readonly library: string;
  /** What the library says of itself: version, threads, the processor kernels that it chose. */
  readonly configuration: string;
  /** The processor kernels that it chose, as it names them. */
  readonly core: string;
  readonly koffi: string;
  /** C = op(A) op(B) + beta C, C rows x columns: cblas_dgemm. */
  gemm(
    transposeA: boolean,
    transposeB: boolean,
    rows: number,
    columns: number,
    inner: number,
    a: Float64Array,
    b: Float64Array,
    beta: number,
    c: Float64Array,
  ): void;
  /** C = op(A) op(B) in single precision, overwriting C: cblas_sgemm. */
  singleGemm(
    transposeA: boolean,
    transposeB: boolean,
    rows: number,
    columns: number,
    inner: number,
    a: Float32Array,
    b: Float32Array,
    c: Float32Array,
  ): void;
  /** Upper triangle of C = A^T A (A inner x n) if `transposed`, else of A A^T (A n x inner): cblas_dsyrk. */
  syrk(transposed: boolean, n: number, inner: number, a: Float64Array, c: Float64Array): void;
  /** y = A x, A rows x columns: cblas_dgemv. */
  gemv(rows: number, columns: number, a: Float64Array, x: Float64Array, y: Float64Array): void;
  /** A = R^T R in the upper triangle; false where a pivot is not positive: dpotrf. */
  potrf(n: number, a: Float64Array): boolean;
  /**
   * Eigenvalues, ascending, of the symmetric matrix whose two triangles are A's; with `vectors` A is replaced by
   * eigenvectors, row k for values[k]. False where LAPACK gives up: dsyevd.
   */
  syevd(n: number, a: Float64Array, values: Float64Array, vectors: boolean): boolean;
}

const LIBRARIES = [
  "/usr/lib/x86_64-linux-gnu/libopenblas.so.0",
  "/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblas.so.0",
  "/usr/lib/aarch64-linux-gnu/libopenblas.so.0",
  "/usr/lib64/libopenblas.so.0",
  "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
  "/usr/local/opt/openblas/lib/libopenblas.dylib",
];

/** The library's file: LEMMACHECK_OPENBLAS if set, else the first of the usual places that exists. */
export function openBlasLibrary(): string | undefined {
  const named = process.env.LEMMACHECK_OPENBLAS;
  return named === undefined || named === "" ? LIBRARIES.find((path) => existsSync(path)) : named;
}

/** The version of koffi; undefined where it is not installed. */
export function koffiVersion(): string | undefined {
  try {
    // Its package.json is not among its exports; it stands beside the entry point.
    const entry = createRequire(import.meta.url).resolve("koffi");
    const { version } = JSON.parse(readFileSync(join(dirname(entry), "package.json"), "utf8")) as { version?: string };
    return version;
  } catch {
    return undefined;
  }
}

type Native = (...given: unknown[]) => number;
interface Koffi {
  load(path: string): { func(definition: string): Native };
}

export type LoadedBlas = { readonly blas: NativeBlas } | { readonly problem: string };
let loaded: LoadedBlas | undefined;

/** Loads it once for the process; never throws, says why not. */
export function loadOpenBlas(): LoadedBlas {
  loaded ??= tryToLoad();
  return loaded;
}

function tryToLoad(): LoadedBlas {
  const koffi = koffiVersion();
  if (koffi === undefined) return { problem: "koffi is not installed" };
  const library = openBlasLibrary();
  if (library === undefined) return { problem: "OpenBLAS was not found" };
  chooseProcessorKernels();
  try {
    const blas = bind(createRequire(import.meta.url)("koffi") as Koffi, library, koffi);
    const product = Float64Array.of(1, 1, 1, 1);
    blas.gemm(false, true, 2, 2, 2, Float64Array.of(1, 2, 3, 4), Float64Array.of(5, 6, 7, 8), 1, product);
    if (product.join() !== "18,24,40,54") return { problem: `${library} multiplies wrongly: ${product.join()}` };
    return { blas };
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split("\n");
    return { problem: `${library} does not load: ${line}` };
  }
}

/**
 * OpenBLAS chooses its kernels by the processor's name when it is loaded; a release older than the processor falls back to
 * SSE kernels, a fifth of the speed. The variable counts only where the C library's environment holds it, so it is
 * set in the main thread (a worker's process.env is a copy), and only where the user has not set it.
 */
function chooseProcessorKernels(): void {
  if (!isMainThread) return;
  process.env.OPENBLAS_NUM_THREADS ??= "1";
  if (process.env.OPENBLAS_CORETYPE !== undefined || process.platform !== "linux" || process.arch !== "x64") return;
  try {
    const features = readFileSync("/proc/cpuinfo", "utf8");
    if (/\bavx512f\b/.test(features) && /\bavx512dq\b/.test(features)) process.env.OPENBLAS_CORETYPE = "SkylakeX";
    else if (/\bavx2\b/.test(features) && /\bfma\b/.test(features)) process.env.OPENBLAS_CORETYPE = "Haswell";
  } catch {
    // Without the file the library's own choice stands.
  }
}

const [ROW_MAJOR, NO_TRANSPOSE, TRANSPOSE, UPPER] = [101, 111, 112, 121];

function bind(koffi: Koffi, library: string, koffiFound: string): NativeBlas {
  const file = koffi.load(library);
  const dgemm = file.func(
    "void cblas_dgemm(int, int, int, int, int, int, double, void*, int, void*, int, double, void*, int)",
  );
  const sgemm = file.func(
    "void cblas_sgemm(int, int, int, int, int, int, float, void*, int, void*, int, float, void*, int)",
  );
  const dsyrk = file.func("void cblas_dsyrk(int, int, int, int, int, double, void*, int, double, void*, int)");
  const dgemv = file.func("void cblas_dgemv(int, int, int, int, double, void*, int, void*, int, double, void*, int)");
  const dpotrf = file.func("void dpotrf_(void*, void*, void*, void*, void*)");
  const dsyevd = file.func("void dsyevd_(void*, void*, void*, void*, void*, void*, void*, void*, void*, void*, void*)");
  const textOf = (name: string): string => {
    try {
      return String((file.func(`const char* ${name}()`) as unknown as () => string)()).trim();
    } catch {
      return "unknown";
    }
  };
  const [lower, upper] = [Uint8Array.of("L".charCodeAt(0)), Uint8Array.of("U".charCodeAt(0))];
  const [size, info] = [new Int32Array(1), new Int32Array(1)];
  return {
    library,
    configuration: textOf("openblas_get_config"),
    core: textOf("openblas_get_corename"),
    koffi: koffiFound,
    gemm(transposeA, transposeB, rows, columns, inner, a, b, beta, c) {
      const [opA, opB] = [transposeA ? TRANSPOSE : NO_TRANSPOSE, transposeB ? TRANSPOSE : NO_TRANSPOSE];
      const [lda, ldb] = [transposeA ? rows : inner, transposeB ? inner : columns];
      dgemm(ROW_MAJOR, opA, opB, rows, columns, inner, 1, a, lda, b, ldb, beta, c, columns);
    },
    singleGemm(transposeA, transposeB, rows, columns, inner, a, b, c) {
      const [opA, opB] = [transposeA ? TRANSPOSE : NO_TRANSPOSE, transposeB ? TRANSPOSE : NO_TRANSPOSE];
      const [lda, ldb] = [transposeA ? rows : inner, transposeB ? inner : columns];
      sgemm(ROW_MAJOR, opA, opB, rows, columns, inner, 1, a, lda, b, ldb, 0, c, columns);
    },
    syrk(transposed, n, inner, a, c) {
      const op = transposed ? TRANSPOSE : NO_TRANSPOSE;
      dsyrk(ROW_MAJOR, UPPER, op, n, inner, 1, a, transposed ? n : inner, 0, c, n);
    },
    gemv(rows, columns, a, x, y) {
      dgemv(ROW_MAJOR, NO_TRANSPOSE, rows, columns, 1, a, columns, x, 1, 0, y, 1);
    },
    potrf(n, a) {
      // LAPACK is column-major: its lower triangle is the upper one here.
      size[0] = n;
      dpotrf(lower, size, a, size, info);
      return info[0] === 0;
    },
    syevd(n, a, values, vectors) {
      size[0] = n;
      const job = Uint8Array.of((vectors ? "V" : "N").charCodeAt(0));
      const work = new Float64Array(vectors ? 1 + 6 * n + 2 * n * n : 2 * n + 1);
      const integers = new Int32Array(vectors ? 3 + 5 * n : 1);
      const lengths = [Int32Array.of(work.length), Int32Array.of(integers.length)];
      dsyevd(job, upper, size, a, size, values, work, lengths[0], integers, lengths[1], info);
      return info[0] === 0;
    },
  };
}
