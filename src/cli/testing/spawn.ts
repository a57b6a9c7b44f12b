import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../../package-root.js";
import { temporaryFolder } from "../temporary.js";

/** What a command did. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SpawnOptions {
  /** What stands on standard input; nothing (closed at once) where left out. */
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process once it runs, for signals and closed pipes. */
  readonly running?: (child: ReturnType<typeof spawn>) => void;
}

/** A command that takes longer hangs. */
const LIMIT = process.env.NODE_V8_COVERAGE ? 240_000 : 60_000;

/**
 * The words that start lemmacheck: the built file inside `npm test`, which builds first; the sources through tsx
 * otherwise, so that coverage counts them.
 */
export const lemmacheckCommand: readonly string[] =
  process.env.LEMMACHECK_TEST_BUILT === "1"
    ? [join(packageRoot, "dist", "src", "cli", "main.js")]
    : [
        "--conditions=lemmacheck-source",
        "--import",
        import.meta.resolve("tsx"),
        join(packageRoot, "src", "cli", "main.ts"),
      ];

/** Runs lemmacheck in a process of its own. Rejects if it hangs. */
export function lemmacheck(args: readonly string[], options: SpawnOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...lemmacheckCommand, ...args], {
      cwd: options.cwd ?? packageRoot,
      env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`lemmacheck ${args.join(" ")} hangs; so far: ${stdout}${stderr}`));
    }, LIMIT);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
    options.running?.(child);
  });
}

/** A folder of this test process with the given files; removed at the end. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Several commands, two at a time: as many as there are cores to wait for. */
export async function inParallel<T>(tasks: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < tasks.length) {
      const index = next++;
      results[index] = await tasks[index]();
    }
  };
  await Promise.all([worker(), worker()]);
  return results;
}
