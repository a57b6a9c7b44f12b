/** The power of two 2^k that brings `largest` (finite, > 0) into [1/2, 1); as two factors, since 2^k may overflow. */
export function scaling(largest: number): [number, number] {
  let exponent = 0;
  let value = largest;
  for (let step = 512; step >= 1; step /= 2) {
    while (value >= 2 ** (step - 1)) {
      value *= 2 ** -step;
      exponent -= step;
    }
    while (value < 2 ** -step) {
      value *= 2 ** step;
      exponent += step;
    }
  }
  const half = Math.trunc(exponent / 2);
  return [2 ** half, 2 ** (exponent - half)];
}
