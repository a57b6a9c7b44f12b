// Warm starts along a trajectory; the order of operations is that of ../typescript/extrapolation.ts.

/** Differences of the entry (or, with `pair`, the two neighbouring entries) at byte `place` of a row. */
@inline
function difference(place: usize, count: i32, level: usize, table: usize, z: usize, norms: usize, row: usize, pair: bool): void {
  let t = pair ? v128.load(z + place) : v128.load_zero<f64>(z + place);
  let entry = table + place;
  let norm = norms + place;
  for (let l = 0; l < count; l++, entry += level) {
    const old = pair ? v128.load(entry) : v128.load_zero<f64>(entry);
    if (pair) v128.store(entry, t);
    else v128.store_lane<f64>(entry, t, 0);
    t = f64x2.sub(t, old);
    norm += row;
    const square = f64x2.mul(t, t);
    if (pair) v128.store(norm, f64x2.add(v128.load(norm), square));
    else v128.store_lane<f64>(norm, f64x2.add(v128.load_zero<f64>(norm), square), 0);
  }
  if (pair) v128.store(entry, t);
  else v128.store_lane<f64>(entry, t, 0);
}

/**
 * See `extrapolate` in ../kernels.ts. `norms`: (levels + 1) n doubles of scratch, then n 32-bit integers.
 */
export function extrapolate(
  m: i32,
  n: i32,
  levels: i32,
  known: i32,
  table: usize,
  z: usize,
  next: usize,
  norms: usize,
): void {
  const row = (<usize>n) << 3;
  const level = row * m;
  const count = min(known, levels - 1);
  memory.fill(norms, 0, row * (levels + 1));
  for (let j = 0; j < m; j++) {
    const start = row * j;
    let place: usize = 0;
    for (; place + 16 <= row; place += 16) difference(place, count, level, table + start, z + start, norms, row, true);
    if (place < row) difference(place, count, level, table + start, z + start, norms, row, false);
  }
  const orders = norms + row * (levels + 1);
  for (let i = 0; i < n; i++) {
    const norm = norms + ((<usize>i) << 3);
    let order = 0;
    let least = Infinity;
    for (let l = 1; l <= count; l++) {
      const square = load<f64>(norm + row * l);
      if (square < least) {
        least = square;
        order = l - 1;
      }
    }
    store<i32>(orders + ((<usize>i) << 2), order);
  }
  for (let j = 0; j < m; j++)
    for (let i = 0; i < n; i++, table += 8, next += 8) {
      let sum = load<f64>(table);
      let entry = table;
      for (let l = load<i32>(orders + ((<usize>i) << 2)); l > 0; l--) {
        entry += level;
        sum += load<f64>(entry);
      }
      store<f64>(next, sum);
    }
}
