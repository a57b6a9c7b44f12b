import type { Json } from "../claims/model.js";
import type { CounterStream } from "../numerics/random.js";

type Path = readonly (string | number)[];

/** Where the numbers of an instance file stand. */
export function numberPaths(json: Json, at: Path = []): readonly Path[] {
  if (typeof json === "number") return [at];
  if (json === null || typeof json !== "object") return [];
  if (Array.isArray(json)) return json.flatMap((member, index) => numberPaths(member as Json, [...at, index]));
  return Object.entries(json).flatMap(([key, member]) => numberPaths(member as Json, [...at, key]));
}

export function numberAt(json: Json, path: Path): number {
  let value: Json = json;
  for (const key of path) value = (value as { readonly [key: string]: Json })[key];
  return value as number;
}

/** The same file with one number replaced. */
export function withNumber(json: Json, path: Path, value: number): Json {
  if (path.length === 0) return value;
  const [key, ...rest] = path;
  if (Array.isArray(json))
    return json.map((member, index) => (index === key ? withNumber(member, rest, value) : member));
  const object = json as { readonly [key: string]: Json };
  return { ...object, [key]: withNumber(object[key], rest, value) };
}

/**
 * A few other values for one number, from bold to fine by `scale` in (0, 1]: the number of the other sign, zero, one, and
 * steps up and down. Short decimals are not aimed at: what is wanted is a large ratio, not a pretty instance.
 */
export function neighbours(value: number, scale: number, stream: CounterStream): readonly number[] {
  const step = scale * (Math.abs(value) + (value === 0 ? 1 : 0)) * stream.uniform(0.5, 1);
  const steps = [value + step, value - step];
  const bold = scale === 1 ? [-value, 0, 1, value * 2] : [];
  return [...bold, ...steps].filter((other) => other !== value && Number.isFinite(other));
}
