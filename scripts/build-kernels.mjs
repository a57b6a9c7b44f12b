// Compiles the AssemblyScript kernels and writes them, base64, into src/numerics/kernels/wasm-binary.ts, which is
// committed: building and running lemmacheck needs no AssemblyScript. `--check` writes nothing and fails if the
// committed binary differs from a fresh compile.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = `${root}src/numerics/kernels/wasm-binary.ts`;

/** The compiled module as bytes. @throws Error with the compiler's messages if it does not compile. */
export async function compileKernels() {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [
      "src/numerics/kernels/assembly/index.ts",
      "--baseDir",
      root,
      "--optimizeLevel",
      "3",
      "--noAssert",
      "--runtime",
      "stub",
      "--enable",
      "simd",
      "--disable",
      "relaxed-simd",
      "--outFile",
      "kernels.wasm",
    ],
    { writeFile: (name, contents) => files.set(name, contents) },
  );
  if (error) throw new Error(`the kernels do not compile:\n${stderr.toString()}`);
  return Buffer.from(files.get("kernels.wasm"));
}

/** The TypeScript module that embeds the binary. */
export function binaryModule(bytes) {
  const lines = bytes.toString("base64").match(/.{1,118}/g);
  return `// Written by \`npm run build:kernels\` from src/numerics/kernels/assembly/. Don't edit.
/** The compiled kernels, base64. */
export const kernelsBase64 =
${lines.map((line) => `  "${line}"`).join(" +\n")};
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const fresh = binaryModule(await compileKernels());
  if (process.argv.includes("--check")) {
    if (readFileSync(target, "utf8") !== fresh) {
      console.error(
        "src/numerics/kernels/wasm-binary.ts differs from its source: run `npm run build:kernels` and commit it.",
      );
      process.exitCode = 1;
    }
  } else writeFileSync(target, fresh);
}
