/**
 * TensorFlow.js where some of it is installed: the native engine, else the WebAssembly or the plain one. Loaded when
 * first asked for, never at the top of a module; nothing of lemmacheck needs it, and what is missing is said, not thrown.
 */

/** The part of TensorFlow.js that is used. Values are float32. */
export interface Tensor {
  dataSync(): ArrayLike<number>;
}
export interface TensorFlow {
  tensor(values: ArrayLike<number>, shape: readonly number[]): Tensor;
  matMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor;
  add(a: Tensor, b: Tensor): Tensor;
  mul(a: Tensor, b: Tensor): Tensor;
  relu(a: Tensor): Tensor;
  scalar(value: number): Tensor;
  sum(a: Tensor): Tensor;
  square(a: Tensor): Tensor;
  sub(a: Tensor, b: Tensor): Tensor;
  valueAndGrads(f: (...arguments_: Tensor[]) => Tensor): (arguments_: Tensor[]) => { grads: Tensor[]; value: Tensor };
  tidy<T>(work: () => T): T;
  engine(): { startScope(): void; endScope(): void };
  setBackend(name: string): Promise<boolean> | boolean;
  ready(): Promise<void>;
  getBackend(): string;
  env(): { set(name: string, value: boolean): void };
  readonly version_core?: string;
  readonly version?: unknown;
}

export type EngineName = "tfjs-node" | "wasm" | "cpu";

export interface LoadedTensorFlow {
  readonly engine: EngineName;
  readonly version: string;
  readonly tf: TensorFlow;
}

/** What was tried, and why it was not taken. */
export interface TensorFlowStatus {
  readonly loaded: LoadedTensorFlow | null;
  readonly attempts: readonly { readonly engine: EngineName; readonly problem: string }[];
}

const PACKAGES: Readonly<Record<EngineName, readonly string[]>> = {
  "tfjs-node": ["@tensorflow/tfjs-node"],
  wasm: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"],
  cpu: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-cpu"],
};

export const ENGINES: readonly EngineName[] = ["tfjs-node", "wasm", "cpu"];

const known = new Map<string, Promise<TensorFlowStatus>>();

/**
 * The first engine of the list that loads and multiplies two numbers rightly; once for the process. Never throws.
 * @param engines in the order of preference; all where left out
 */
export function loadTensorFlow(engines: readonly EngineName[] = ENGINES): Promise<TensorFlowStatus> {
  const key = engines.join(" ");
  const status = known.get(key) ?? tryEngines(engines);
  known.set(key, status);
  return status;
}

async function tryEngines(engines: readonly EngineName[]): Promise<TensorFlowStatus> {
  const attempts: { engine: EngineName; problem: string }[] = [];
  for (const engine of engines) {
    try {
      return { loaded: await loadEngine(engine), attempts };
    } catch (error) {
      const [line] = (error instanceof Error ? error.message : String(error)).split("\n");
      attempts.push({ engine, problem: line.replace(/ imported from .*/, "") });
    }
  }
  return { loaded: null, attempts };
}

async function loadEngine(engine: EngineName): Promise<LoadedTensorFlow> {
  const names = PACKAGES[engine];
  const modules: unknown[] = [];
  // Names in variables: the compiler must not look for packages that may be missing.
  for (const name of names) modules.push(await import(await locationOf(name)));
  const tf = unwrapped(modules[0]);
  tf.env().set("IS_TEST", true); // no banner on the console
  if (engine !== "tfjs-node") {
    await registerGradients();
    if (engine === "wasm") await pointToWasm(names[1], modules[1]);
    if (!(await tf.setBackend(engine))) throw new Error(`the backend ${engine} did not start`);
  }
  await tf.ready();
  const product = tf.tidy(() => Number(tf.mul(tf.scalar(3), tf.scalar(0.5)).dataSync()[0]));
  if (product !== 1.5) throw new Error(`3 * 0.5 came out as ${product}`);
  return { engine, version: versionOf(tf), tf };
}

/**
 * The native engine may stand in a folder of its own, which LEMMACHECK_TFJS_NODE names (scripts/build-tfjs-node.sh makes
 * one); all else is found like any package.
 */
async function locationOf(name: string): Promise<string> {
  const folder = process.env.LEMMACHECK_TFJS_NODE;
  if (name !== "@tensorflow/tfjs-node" || folder === undefined || folder === "") return name;
  const { createRequire } = await import("node:module");
  const { resolve } = await import("node:path");
  const { pathToFileURL } = await import("node:url");
  return pathToFileURL(createRequire(resolve(folder, "package.json")).resolve(name)).href;
}

let registered: Promise<void> | undefined;

/**
 * The small core comes without the derivatives of its operations: they stand beside it as modules for bundlers, which
 * Node can't load as they are. They are bundled in memory and run; they register themselves in the core's process-wide
 * table, so that it doesn't matter that they carry a copy of the core with them.
 */
function registerGradients(): Promise<void> {
  registered ??= (async () => {
    const { build } = await import("esbuild");
    const { createRequire } = await import("node:module");
    const { dirname, join } = await import("node:path");
    const { runInThisContext } = await import("node:vm");
    const require = createRequire(import.meta.url);
    const core = dirname(require.resolve("@tensorflow/tfjs-core/package.json"));
    const { outputFiles } = await build({
      entryPoints: [join(core, "dist", "register_all_gradients.js")],
      bundle: true,
      write: false,
      format: "cjs",
      platform: "node",
      logLevel: "silent",
    });
    const run = runInThisContext(`(function (require, module, exports) {${outputFiles[0].text}\n})`) as (
      require: NodeJS.Require,
      module: object,
      exports: object,
    ) => void;
    run(require, { exports: {} }, {});
  })();
  return registered;
}

/** CommonJS modules stand behind `default`. */
function unwrapped(module: unknown): TensorFlow {
  const { default: inner } = module as { readonly default?: unknown };
  return (typeof (module as TensorFlow).matMul === "function" ? module : inner) as TensorFlow;
}

async function pointToWasm(name: string, module: unknown): Promise<void> {
  const { createRequire } = await import("node:module");
  const { dirname, sep } = await import("node:path");
  type Settings = { setWasmPaths(prefix: string): void; setThreadsCount(count: number): void };
  const outer = module as Settings & { readonly default?: Settings };
  const settings = typeof outer.setWasmPaths === "function" ? outer : (outer.default as Settings);
  settings.setWasmPaths(dirname(createRequire(import.meta.url).resolve(name)) + sep);
  settings.setThreadsCount(1);
}

function versionOf({ version_core: core, version }: TensorFlow): string {
  if (core !== undefined) return core;
  const parts = version as { readonly "tfjs-core"?: string } | undefined;
  return parts?.["tfjs-core"] ?? "unknown";
}
