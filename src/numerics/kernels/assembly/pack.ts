// Copies of B in panels of four columns, so that a tile reads its part of B from consecutive cache lines.

/** Inner indices handled at a time: a panel of 256 x 4 doubles (8 kB) stays in the first-level cache. */
export const innerBlock: i32 = 256;

/**
 * Panels of B, inner x columns, at `target`: panel j holds B(k, 4j … 4j + 3) for k = 0, 1, …; the last one keeps the
 * stride of four with its missing columns unset. B(k, j) is at b + k bStep + j bColumn.
 */
export function packPanels(columns: i32, inner: i32, b: usize, bStep: usize, bColumn: usize, target: usize): void {
  const panel = (<usize>inner) << 5;
  if (bColumn == 8) {
    for (let k = 0; k < inner; k++, b += bStep, target += 32) {
      let source = b;
      let place = target;
      let j = columns;
      for (; j >= 4; j -= 4, source += 32, place += panel) {
        v128.store(place, v128.load(source));
        v128.store(place, v128.load(source, 16), 16);
      }
      for (; j > 0; j--, source += 8, place += 8) store<f64>(place, load<f64>(source));
    }
    return;
  }
  for (let j = 0; j < columns; j++, b += bColumn) {
    let source = b;
    let place = target + panel * (j >> 2) + ((j & 3) << 3);
    for (let k = inner; k > 0; k--, source += bStep, place += 32) store<f64>(place, load<f64>(source));
  }
}
