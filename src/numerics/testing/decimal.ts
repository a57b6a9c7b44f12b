import { all, type BigNumber, create } from "mathjs";

const math = create(all, { number: "BigNumber", precision: 110 });

/** A decimal number of 110 digits, by other people's code: the oracle of tests. */
export const decimal = (text: string | number): BigNumber => math.bignumber(text) as BigNumber;

/** The double's own value to 110 digits; mathjs would take its shortest decimal text. */
export function exactDecimal(x: number): BigNumber {
  if (x === 0 || Number.isInteger(x)) return decimal(BigInt(x).toString());
  let exponent = 0;
  let mantissa = x;
  for (; !Number.isInteger(mantissa); exponent--) mantissa *= 2;
  return decimal(BigInt(mantissa).toString()).times(decimal(2).pow(exponent));
}

export const DECIMAL_PI: BigNumber = decimal(-1).acos();

/** The angle of (x, y) in [0, pi], y >= 0. */
export function decimalAngle(x: BigNumber, y: BigNumber): BigNumber {
  if (x.isZero()) return DECIMAL_PI.div(2);
  const tilt = y.div(x.abs()).atan();
  return x.isNegative() ? DECIMAL_PI.minus(tilt) : tilt;
}

/** Whether |truth - mid| <= rad, but for the oracle's own rounding. */
export function isWithin(truth: BigNumber, mid: BigNumber, rad: BigNumber): boolean {
  return truth
    .minus(mid)
    .abs()
    .lte(rad.plus(truth.abs().times(decimal("1e-100"))));
}
