import type { Command } from "@stricli/core";
import type { CliContext } from "./context.js";
import type { CommandName } from "./help.js";

const LOADERS: Readonly<Record<CommandName, () => Promise<Command<CliContext>>>> = {
  run: async () => (await import("./commands/run.js")).run,
  list: async () => (await import("./commands/list.js")).list,
  explain: async () => (await import("./commands/explain.js")).explain,
  inspect: async () => (await import("./commands/inspect.js")).inspect,
  check: async () => (await import("./commands/check.js")).check,
  replay: async () => (await import("./commands/replay.js")).replay,
  mutate: async () => (await import("./commands/mutate.js")).mutate,
  sharpen: async () => (await import("./commands/sharpen.js")).sharpen,
  study: async () => (await import("./commands/study.js")).study,
  audit: async () => (await import("./commands/audit.js")).audit,
  doctor: async () => (await import("./commands/doctor.js")).doctor,
  verify: async () => (await import("./commands/verify.js")).verify,
  report: async () => (await import("./commands/report.js")).report,
  init: async () => (await import("./commands/init.js")).init,
  compare: async () => (await import("./commands/compare.js")).compare,
};

/** Loads the module of one command, and only that. */
export const loadCommand = (name: CommandName): Promise<Command<CliContext>> => LOADERS[name]();
