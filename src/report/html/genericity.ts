import type { Perturbation } from "../../engine/perturbation.js";
import type { ClaimRecord, CounterexampleRecord } from "../../engine/run-record.js";
import { clopperPearson } from "../../numerics/statistics.js";
import { formatCount, formatNumber, formatShare } from "./format.js";

/**
 * How generic a violation is. The interval is Clopper and Pearson's, of level 95 %. Drawing stops after a number of
 * violations, so their count is no plain binomial; the lower end is the same for such inverse sampling, and its upper end,
 * the quantile of Beta(k, n - k), lies below Clopper and Pearson's, of Beta(k + 1, n - k): the interval covers either way.
 */
function shareOf(violated: number, judged: number): string {
  const { lower, upper } = clopperPearson(violated, judged, 0.05);
  return `<p>${formatCount(violated)} of ${formatCount(judged)} random instances in the domain violate it (${formatShare(violated, judged)}; 95 % interval ${formatNumber(100 * lower, 3)} to ${formatNumber(100 * upper, 3)} %).</p>`;
}

/** What the smallest perturbations do to an instance that does not stay a counterexample under all of them. */
function edge({ samples, sizes }: Perturbation): string {
  const last = sizes[sizes.length - 1];
  const fates = [
    `${last.violated} of ${samples} still violate it`,
    ...(last.vacuous > 0 ? [`${last.vacuous} leave the hypotheses`] : []),
    ...(last.held > 0 ? [`on ${last.held} it holds`] : []),
    ...(last.undecided > 0 ? [`${last.undecided} are undecided in float64`] : []),
  ];
  return `The instance lies on an edge: of perturbations as small as ±${formatNumber(100 * last.size, 3)} %, ${fates.join(", ")}.`;
}

/** What was sampled near the instance: said to be sampled. */
function nearby({ perturbation }: CounterexampleRecord): string {
  if (perturbation === undefined) return "";
  const { samples, radius, sizes } = perturbation;
  const share = (size: number): string => `±${formatNumber(100 * size, 3)} %`;
  const sentence =
    radius === null
      ? sizes.some(({ undecided }) => undecided === samples)
        ? "Float64 alone does not decide what is near it."
        : edge(perturbation)
      : `Changing every number by up to ${share(radius)} leaves it a counterexample in all ${samples} samples.`;
  const rows = sizes.map(
    ({ size, violated, held, vacuous, undecided }) =>
      `<tr><th scope="row">${share(size)}</th><td class="n">${violated}</td><td class="n">${held}</td><td class="n">${vacuous}</td><td class="n">${undecided}</td></tr>`,
  );
  return `<p>${sentence} <span class="soft">(Random perturbations, relative and entry by entry, judged in float64 with certified bounds: sampled, not proved.)</span></p><details><summary>All sizes of perturbation</summary><div class="scroll" tabindex="0"><table><thead><tr><th>size</th><th class="n">violate</th><th class="n">hold</th><th class="n">leave the hypotheses</th><th class="n">undecided</th></tr></thead><tbody>${rows.join("")}</tbody></table></div></details>`;
}

/** How generic a counterexample is: the share of random instances that violate too, and what becomes of its neighbours. */
export function genericity(counterexample: CounterexampleRecord, record: ClaimRecord | null): string {
  if (record === null) return nearby(counterexample);
  const { violated, drawn, vacuous } = record.trials;
  const judged = drawn - vacuous;
  return `${violated > 0 && violated <= judged ? shareOf(violated, judged) : ""}${nearby(counterexample)}`;
}
