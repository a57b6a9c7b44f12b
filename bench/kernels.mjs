// Micro-benchmark of the kernels: node bench/kernels.mjs [--sizes 8,32,64,256]. Best of many short runs, so that other
// work on the machine matters little; µs a call and Gflop/s, WebAssembly on resident arrays, WebAssembly with copies in
// and out, and TypeScript.
import { parseArgs } from "node:util";
import { register } from "tsx/esm/api";

register();
const { typescriptKernels, wasmKernels } = await import("../src/numerics/kernels/index.ts");
const { loadOpenBlas } = await import("../src/backends/blas/openblas.ts");
const { seededStream } = await import("../src/numerics/random.ts");
const { values } = parseArgs({ options: { sizes: { type: "string", default: "4,8,16,32,64,128,256" } } });
const wasm = wasmKernels();

/** Least milliseconds of a call: batches of about a millisecond, for about a tenth of a second. */
function least(run) {
  let batch = 1;
  let best = Number.POSITIVE_INFINITY;
  for (let spent = 0; spent < 100; ) {
    const start = performance.now();
    for (let i = 0; i < batch; i++) run();
    const elapsed = performance.now() - start;
    spent += elapsed;
    best = Math.min(best, elapsed / batch);
    if (elapsed < 1) batch *= 2;
  }
  return best;
}

/** name, flops, and a function that prepares the call for given kernels and a way to make arrays. */
const cases = (n) => [
  ["gemm AB", 2 * n ** 3, (k, array) => { const [a, b, c] = [array(n * n), array(n * n), array(n * n)]; return () => k.gemm("AB", n, n, n, a, b, c); }],
  ["gemm ABt", 2 * n ** 3, (k, array) => { const [a, b, c] = [array(n * n), array(n * n), array(n * n)]; return () => k.gemm("ABt", n, n, n, a, b, c); }],
  ["gramMatrix AtA", n ** 3, (k, array) => { const [a, g] = [array(n * n), array(n * n)]; return () => k.gramMatrix("AtA", n, n, a, g); }],
  ["multiplyVector", 2 * n ** 2, (k, array) => { const [a, x, y] = [array(n * n), array(n), array(n)]; return () => k.multiplyVector(n, n, a, x, y); }],
  ["cholesky", n ** 3 / 3, (k, array) => { const [s, w] = [definite(n, k, array), array(n * n)]; return () => { w.set(s); return k.cholesky(n, w); }; }],
  ["luFactor", (2 / 3) * n ** 3, (k, array) => { const [a, w] = [array(n * n), array(n * n)]; const p = new Int32Array(n); return () => { w.set(a); return k.luFactor(n, w, p); }; }],
  ["solveTriangular n rhs", n ** 3, (k, array) => { const [t, b] = [array(n * n), array(n * n)]; for (let i = 0; i < n; i++) t[i * n + i] = n; return () => k.solveTriangular("upper", n, n, t, b); }],
  ["symmetricEigen values", (4 / 3) * n ** 3, (k, array) => { const [s, w, v] = [definite(n, k, array), array(n * n), array(n)]; return () => { w.set(s); return k.symmetricEigen(n, w, v); }; }],
  ["symmetricEigen vectors", 9 * n ** 3, (k, array) => { const [s, w, v, q] = [definite(n, k, array), array(n * n), array(n), array(n * n)]; return () => { w.set(s); return k.symmetricEigen(n, w, v, q); }; }],
  ["largestEigenvalue", Number.NaN, (k, array) => { const s = definite(n, k, array); return () => k.largestEigenvalue(n, s); }],
  ["reluAffine n x 16", 32 * n ** 2, (k, array) => { const [a, z, p, o] = [array(n * n), array(16 * n), array(16 * n), array(16 * n)]; return () => k.reluAffine(n, 16, a, z, p, o); }],
  ["fillGaussian n^2", Number.NaN, (k, array) => { const a = array(n * n); const stream = seededStream(1); return () => k.fillGaussian(stream, n * n, a); }],
];

function definite(n, k, array) {
  const [a, g] = [array(n * n), array(n * n)];
  k.gramMatrix("AtA", n, n, a, g);
  for (let i = 0; i < n; i++) g[i * n + i] += 0.1;
  return g;
}

const random = (place) => {
  typescriptKernels.fillGaussian(seededStream(place.length), place.length, place);
  return place;
};
const cell = (flops, time) =>
  `${(time * 1e3).toPrecision(3).padStart(9)}${Number.isNaN(flops) ? "        " : `${(flops / time / 1e6).toFixed(1).padStart(6)}  `}`;

console.log("kernel                     n     wasm: µs  GF/s  copies: µs  GF/s  typescript: µs  GF/s");
for (const n of values.sizes.split(",").map(Number))
  for (const [name, flops, prepare] of cases(n)) {
    const resident = wasm?.scope(() => least(prepare(wasm, (length) => random(wasm.allocate(length))))) ?? Number.NaN;
    const copied = wasm ? least(prepare(wasm, (length) => random(new Float64Array(length)))) : Number.NaN;
    const plain = least(prepare(typescriptKernels, (length) => random(new Float64Array(length))));
    console.log(`${name.padEnd(22)}${String(n).padStart(6)}  ${cell(flops, resident)} ${cell(flops, copied)}    ${cell(flops, plain)}`);
  }

const loaded = loadOpenBlas();
if ("problem" in loaded) console.log(`OpenBLAS: ${loaded.problem}`);
else {
  const { blas } = loaded;
  console.log(`\n${blas.configuration}, ${blas.core} kernels\nroutine                    n           µs  GF/s`);
  for (const n of values.sizes.split(",").map(Number)) {
    const [a, b, c, s, x, y] = [n * n, n * n, n * n, n * n, n, n].map((length) => random(new Float64Array(length)));
    blas.syrk(true, n, n, a, s);
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) s[i * n + j] = s[j * n + i];
    for (let i = 0; i < n; i++) s[i * n + i] += 0.1;
    for (const [name, flops, call] of [
      ["gemm", 2 * n ** 3, () => blas.gemm(false, false, n, n, n, a, b, 0, c)],
      ["gemv", 2 * n ** 2, () => blas.gemv(n, n, a, x, y)],
      ["syrk", n ** 3, () => blas.syrk(true, n, n, a, c)],
      ["potrf", n ** 3 / 3, () => { c.set(s); return blas.potrf(n, c); }],
      ["syevd values", (4 / 3) * n ** 3, () => { c.set(s); return blas.syevd(n, c, x, false); }],
      ["syevd vectors", 9 * n ** 3, () => { c.set(s); return blas.syevd(n, c, x, true); }],
    ])
      console.log(`${name.padEnd(22)}${String(n).padStart(6)}  ${cell(flops, least(call))}`);
  }
}
