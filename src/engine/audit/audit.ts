import type { Dataset } from "../../claims/instances.js";
import type { Json } from "../../claims/model.js";
import { ballJson } from "../../models/inspect-json.js";
import { Ball } from "../../numerics/ball.js";
import { dataRank } from "./data-rank.js";
import type { NetworkAudit } from "./network.js";
import { type RowStructure, rowStructure } from "./row-structure.js";
import { dataSpectra } from "./spectra.js";
import { auditTheorems, type TheoremAudit, unitNormDefect } from "./theorems.js";

/** The document of `audit --json`. */
export interface AuditDocument {
  readonly data: {
    readonly name: string;
    readonly digest: string;
    /** Rows that were looked at, of so many in the file */
    readonly rows: number;
    readonly rowsInFile: number;
    readonly columns: number;
    readonly scaled: boolean;
    readonly target: boolean;
  };
  readonly structure: RowStructure;
  readonly quantities: Readonly<Record<string, Json>>;
  readonly theorems: readonly TheoremAudit[];
  readonly network?: NetworkAudit;
}

/** Each row over its own norm, as --data has it; rows of zeros stay. */
function scaledRows(values: Float64Array, rows: number, columns: number): Float64Array {
  const scaled = values.slice();
  for (let i = 0; i < rows; i++) {
    const row = scaled.subarray(i * columns, (i + 1) * columns);
    const largest = row.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    if (largest === 0) continue;
    const norm = Math.sqrt(row.reduce((sum, x) => sum + (x / largest) ** 2, 0));
    for (let j = 0; j < columns; j++) row[j] = row[j] / largest / norm;
  }
  return scaled;
}

/** The first `most` rows of a data set, as they are looked at. */
export interface AuditSample {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
  readonly target?: Float64Array;
}

/** The rows of an audit, scaled to unit norm unless they are wanted raw. */
export function auditSample(dataset: Dataset, most: number, isRaw: boolean): AuditSample {
  const rows = Math.min(most, dataset.rows);
  const first = dataset.values.slice(0, rows * dataset.columns);
  return {
    rows,
    columns: dataset.columns,
    values: isRaw ? first : scaledRows(first, rows, dataset.columns),
    ...(dataset.target === undefined ? {} : { target: dataset.target.slice(0, rows) }),
  };
}

/**
 * What the theorems' hypotheses and constants are on real data. Zero, equal and parallel rows are those of the file, decided
 * exactly; norms and spectra are certified enclosures for the sample, whose rows are scaled.
 * @param dataset as read with `raw: true`
 */
export function auditData(dataset: Dataset, sample: AuditSample, isRaw: boolean): AuditDocument {
  const { rows, columns } = sample;
  const own = { rows, columns, values: dataset.values.subarray(0, rows * columns) };
  const structure = rowStructure(own);
  const enclosed = dataSpectra(sample, dataRank(own));
  // Equal rows, and one that is zero, make both kernels singular, whatever float64 can tell.
  const isSingular = structure.zeroRows.length + structure.duplicates.length > 0;
  const zero = Ball.exact(0);
  const spectra = isSingular ? { ...enclosed, kernelLambdaMin: zero, tangentKernelLambdaMin: zero } : enclosed;
  return {
    data: {
      name: dataset.name,
      digest: dataset.digest,
      rows,
      rowsInFile: dataset.rows,
      columns,
      scaled: !isRaw,
      target: dataset.target !== undefined,
    },
    structure,
    quantities: {
      rank: spectra.rank,
      unitNormDefect: ballJson(unitNormDefect(sample)),
      frobeniusNorm: ballJson(spectra.frobeniusNorm),
      spectralNorm: ballJson(spectra.spectralNorm),
      inputGramLambdaMin: ballJson(spectra.inputGramLambdaMin),
      leastCovarianceEigenvalue: ballJson(spectra.leastCovarianceEigenvalue),
      kernelLambdaMin: ballJson(spectra.kernelLambdaMin),
      tangentKernelLambdaMin: ballJson(spectra.tangentKernelLambdaMin),
    },
    theorems: auditTheorems(rows, columns, structure, spectra),
  };
}
