// Tries every word that the quick way of src/numerics/kernels/assembly/gaussian.ts takes (2^31 - 2^24 magnitudes, about
// ten minutes): the largest distance between its polynomial and the formula that it stands for must stay below 2^-43.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const source = readFileSync(
  fileURLToPath(new URL("../src/numerics/kernels/assembly/gaussian.ts", import.meta.url)),
  "utf8",
);
const probe = `
export function largestError(first: u32, count: u32): f64 {
  if (!polynomialsAreReady) preparePolynomials();
  let largest: f64 = 0;
  for (let k: u32 = 0; k < count; k++) {
    const s = 2147483647.5 - <f64>(first + k);
    const c = polynomials + (<usize>(<i32>(reinterpret<u64>(s) >> 48) - 16752) << 6);
    const u = reinterpret<f64>((reinterpret<u64>(s) & 0x0000ffffffffffff) | 0x3ff0000000000000) - 1.03125;
    let x = load<f64>(c + 56);
    for (let l = 6; l >= 0; l--) x = x * u + load<f64>(c + (l << 3));
    const error = abs(x + quantile(s * 2.3283064365386963e-10));
    if (!(error <= largest)) largest = error;
  }
  return largest;
}`;
const files = new Map([["probe.ts", source + probe]]);
const { error, stderr } = await asc.main(
  [
    "probe.ts",
    "--optimizeLevel",
    "3",
    "--noAssert",
    "--runtime",
    "stub",
    "--enable",
    "simd",
    "--outFile",
    "probe.wasm",
  ],
  {
    readFile: (name) => files.get(name) ?? null,
    writeFile: (name, contents) => files.set(name, contents),
    listFiles: () => [],
  },
);
if (error) throw new Error(stderr.toString());
const { largestError } = (await WebAssembly.instantiate(files.get("probe.wasm"), {})).instance.exports;
const end = 0x7f000000;
const step = 2 ** 24;
let largest = 0;
for (let first = 0; first < end; first += step) {
  largest = Math.max(largest, largestError(first, Math.min(step, end - first)));
  if (process.stderr.isTTY) process.stderr.write(`\r${Math.round((first / end) * 100)} %  ${largest}`);
}
console.log(`largest error ${largest}, allowed ${2 ** -43}`);
process.exitCode = largest < 2 ** -43 ? 0 : 1;
