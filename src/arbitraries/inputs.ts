import type { Dataset } from "../claims/instances.js";
import { zeros } from "../numerics/doubles.js";
import type { Matrix } from "../numerics/matrix.js";
import { Matrix as DenseMatrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import { powerOfTwo } from "../numerics/rounding.js";
import { fewDigits, filledMatrix, gaussianMatrix, permutation, toGrid } from "./matrices.js";

/** Every column divided by its norm and put back on the grid; zero columns become the first unit vector. */
function unitColumns(matrix: Matrix): Matrix {
  const norms = Array.from({ length: matrix.columns }, (_, j) =>
    Math.sqrt(matrix.column(j).reduce((sum, value) => sum + value * value, 0)),
  );
  return filledMatrix(matrix.rows, matrix.columns, (i, j) =>
    norms[j] === 0 ? (i === 0 ? 1 : 0) : toGrid(matrix.at(i, j) / norms[j]),
  );
}

/**
 * Inputs X, inputs x samples, one column a sample: on the unit sphere (up to the grid), near-parallel, of low rank,
 * with a sample twice or with its negative.
 */
export function inputMatrix(stream: CounterStream, inputs: number, samples: number): Matrix {
  const kind = stream.below(8);
  if (kind === 0) {
    const centre = gaussianMatrix(stream, inputs, 1);
    const spread = powerOfTwo(-stream.integer(3, 12));
    const noise = gaussianMatrix(stream, inputs, samples);
    return unitColumns(filledMatrix(inputs, samples, (i, j) => centre.data[i] + spread * noise.at(i, j)));
  }
  if (kind === 1) {
    const direction = fewDigits(stream, inputs, 6);
    const second = fewDigits(stream, inputs, 6);
    const coordinates = gaussianMatrix(stream, 2, samples);
    return unitColumns(
      filledMatrix(inputs, samples, (i, j) => direction[i] * coordinates.at(0, j) + second[i] * coordinates.at(1, j)),
    );
  }
  const sphere = unitColumns(gaussianMatrix(stream, inputs, samples));
  if (kind === 2 && samples > 1) {
    const sign = stream.sign();
    return filledMatrix(inputs, samples, (i, j) => (j === 1 ? sign * sphere.at(i, 0) : sphere.at(i, j)));
  }
  return sphere;
}

/** Columns that are rows of a real data set: distinct rows while there are enough. */
export function datasetInputs(stream: CounterStream, dataset: Dataset, samples: number): Matrix {
  const chosen =
    samples * 4 > dataset.rows
      ? repeated(permutation(stream, dataset.rows), samples)
      : distinct(stream, dataset.rows, samples);
  const { columns, values } = dataset;
  const data = zeros(columns * samples);
  for (let j = 0; j < samples; j++)
    for (let i = 0; i < columns; i++) data[i * samples + j] = values[chosen[j] * columns + i];
  return new DenseMatrix(columns, samples, data);
}

function repeated(order: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, i) => order[i % order.length]);
}

function distinct(stream: CounterStream, size: number, count: number): number[] {
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(stream.below(size));
  return [...chosen];
}
