import { availableParallelism } from "node:os";
import { kernels } from "../numerics/kernels/index.js";
import { koffiVersion, loadOpenBlas, openBlasLibrary } from "./blas/openblas.js";
import { loadTensorFlow } from "./tensorflow/load.js";

/** One part of an installation. */
export interface DiagnosedPart {
  readonly name: "node" | "kernels" | "second arithmetic" | "native BLAS" | "TensorFlow" | "queue";
  /** "missing" is a fault only where the part is required. */
  readonly status: "used" | "available" | "missing";
  readonly required: boolean;
  /** What is there, with its version. */
  readonly found: string;
  /** How to get what is missing. */
  readonly advice?: string;
}

/** The document of `doctor --json`. */
export interface Diagnosis {
  /** True where nothing that is required is missing. */
  readonly ok: boolean;
  readonly parts: readonly DiagnosedPart[];
}

/** What is installed and used. Optional packages are looked at, never needed; nothing is thrown. */
export async function diagnose(): Promise<Diagnosis> {
  const parts = [
    nodePart(),
    kernelsPart(),
    await arithmeticPart(),
    blasPart(),
    await tensorFlowPart(),
    await queuePart(),
  ];
  return { ok: parts.every(({ required, status }) => !required || status !== "missing"), parts };
}

function nodePart(): DiagnosedPart {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  return {
    name: "node",
    status: enough ? "used" : "missing",
    required: true,
    found: `Node ${process.versions.node} on ${process.platform} ${process.arch}, ${availableParallelism()} cores`,
    ...(enough ? {} : { advice: "install Node 20.19 or newer" }),
  };
}

function kernelsPart(): DiagnosedPart {
  const wasm = kernels.name === "wasm";
  const forced = process.env.LEMMACHECK_KERNELS === "typescript";
  return {
    name: "kernels",
    status: "used",
    required: true,
    found: wasm
      ? "WebAssembly SIMD"
      : `TypeScript${forced ? ", as LEMMACHECK_KERNELS asks" : ""}: the same bits, slower`,
    ...(wasm || forced ? {} : { advice: "a Node with WebAssembly SIMD is several times faster" }),
  };
}

async function arithmeticPart(): Promise<DiagnosedPart> {
  const name = "second arithmetic";
  try {
    const { preciseArithmetic } = await import("../precise/index.js");
    return { name, status: "used", required: true, found: preciseArithmetic.name };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return {
      name,
      status: "missing",
      required: true,
      found,
      advice: "install lemmacheck again: without it nothing is refuted",
    };
  }
}

/** The version of an installed package; undefined where it is not installed. */
async function versionOf(name: string): Promise<string | undefined> {
  const { createRequire } = await import("node:module");
  try {
    const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { readonly version?: string };
    return version;
  } catch {
    return undefined;
  }
}

function blasPart(): DiagnosedPart {
  const name = "native BLAS";
  const result = loadOpenBlas();
  if ("blas" in result) {
    const { library, configuration, core, koffi } = result.blas;
    const found = `${configuration.split(" ").slice(0, 2).join(" ")} (${core} kernels) at ${library}, koffi ${koffi}; no verdict uses it, npm run bench does`;
    return { name, status: "available", required: false, found };
  }
  const found = `koffi ${koffiVersion() ?? "not installed"}, OpenBLAS ${openBlasLibrary() ?? "not found"}: ${result.problem}`;
  const advice =
    "optional, only npm run bench uses it: npm install koffi, and the system's package libopenblas0; docs/decisions/native-blas.md";
  return { name, status: "missing", required: false, found, advice };
}

async function tensorFlowPart(): Promise<DiagnosedPart> {
  const { loaded, attempts } = await loadTensorFlow();
  const problems = attempts.map(({ engine, problem }) => `${engine}: ${problem}`).join("; ");
  const advice =
    "optional, only an oracle of gradients: npm install @tensorflow/tfjs-node, or @tensorflow/tfjs-core with @tensorflow/tfjs-backend-wasm or -cpu; docs/decisions/tensorflow.md";
  if (loaded === null) return { name: "TensorFlow", status: "missing", required: false, found: problems, advice };
  return {
    name: "TensorFlow",
    status: "available",
    required: false,
    found: `engine ${loaded.engine}, version ${loaded.version}${problems === "" ? "" : ` (not taken: ${problems})`}`,
  };
}

async function queuePart(): Promise<DiagnosedPart> {
  const version = await versionOf("bullmq");
  const found = version === undefined ? "bullmq not installed" : `bullmq ${version}`;
  return {
    name: "queue",
    status: version === undefined ? "missing" : "available",
    required: false,
    found,
    ...(version === undefined
      ? { advice: "optional, only distributed runs need it: npm install bullmq, and a Redis server" }
      : {}),
  };
}
