import { buildCommand } from "@stricli/core";
import type { CliContext } from "../context.js";
import { COMMANDS, describeCommand } from "../help.js";
import { type CommonFlags, commonFlags, instanceFlag } from "../options.js";

interface Flags extends CommonFlags {
  readonly instance?: string;
  readonly rows?: number;
}

const EXIT_CODES = `Exit codes:
  0  the audit was printed; what could not be certified is unknown (null in JSON)
  2  bad input: the line on stderr names file, place, what was expected and what was found`;

/** Rows that are looked at: spectra of more take minutes; claims about a network on more take long, too. */
const MOST_ROWS = 500;
const MOST_ROWS_OF_NETWORK = 32;

function rowCount(input: string): number {
  const value = Number(input);
  if (!(Number.isInteger(value) && value >= 1 && value <= MOST_ROWS))
    throw new TypeError(`expected a whole number from 1 to ${MOST_ROWS}, found ${JSON.stringify(input)}`);
  return value;
}

async function auditDataset(this: CliContext, flags: Flags, path: string): Promise<void> {
  const { settingsOf } = await import("../settings.js");
  const { displayName, readJson } = await import("../input.js");
  const { loadClaims } = await import("../load-claims.js");
  const { readDataset } = await import("../../arbitraries/index.js");
  const { auditData, auditSample } = await import("../../engine/audit/audit.js");
  const { auditNetwork } = await import("../../engine/audit/network.js");
  const { renderAudit } = await import("../../report/audit-text.js");
  const settings = await settingsOf({ ...flags, data: path });
  const output = await this.output(settings);
  const { instance } = flags;
  const json = instance === undefined ? undefined : readJson(instance);
  const target = settings.target === undefined ? {} : { target: settings.target };
  const dataset = await readDataset(path, { raw: true, ...target });
  const most = flags.rows ?? (json === undefined ? MOST_ROWS : MOST_ROWS_OF_NETWORK);
  const sample = auditSample(dataset, most, settings.raw);
  const document = auditData(dataset, sample, settings.raw);
  const { all } = await loadClaims(settings.claims);
  const audit =
    json === undefined || instance === undefined
      ? document
      : { ...document, network: auditNetwork(json, sample, all, displayName(instance)) };
  output.print(settings.json ? JSON.stringify(audit, null, 2) : renderAudit(audit, output.width, output.paint));
}

export const audit = buildCommand<Flags, [string], CliContext>({
  func: auditDataset,
  parameters: {
    flags: {
      ...commonFlags(),
      instance: { ...instanceFlag, optional: true, brief: "A network: its X is replaced by the data (JSON)" },
      rows: {
        kind: "parsed",
        parse: rowCount,
        optional: true,
        placeholder: "N",
        brief: "Look at the first N rows (default: 500, with a network 32)",
      },
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "Data set: IDX or CSV, gzipped or not", parse: String, placeholder: "data" }],
    },
  },
  docs: {
    brief: COMMANDS.audit,
    fullDescription: describeCommand(
      "Which theorems apply to a data set, with which constants and promised rates: rank, equal and\nparallel rows (exactly), least eigenvalues of the inputs' Gram matrix and of the limit kernels\n(certified), the widths that the bounds ask for. With a network, every claim about its model is\nasked on these data.",
      [
        "lemmacheck audit iris.csv --target species",
        "lemmacheck audit t10k-images-idx3-ubyte.gz --rows 100 --json",
        "lemmacheck audit iris.csv --target species --instance layer.json",
      ],
      EXIT_CODES,
    ),
    customUsage: ["[options] DATA"],
  },
});
