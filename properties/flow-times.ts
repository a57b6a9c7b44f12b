import { atMost, type Inequality, type Real } from "lemmacheck";

/**
 * One inequality for every time of a flow. At time 0 every rate is attained by any instance, which says nothing of how sharp
 * a claim is: nothing is stated there.
 */
export const eachTime = (
  times: readonly Real[],
  statement: (time: Real, index: number) => Inequality,
): readonly Inequality[] =>
  times.length === 0
    ? [atMost(0, 0, "no times")]
    : times.map((time, i) => {
        const { mid, rad } = time.toBall();
        return mid === 0 && rad === 0 ? atMost(0, 0, `time ${i} is the start`) : statement(time, i);
      });
