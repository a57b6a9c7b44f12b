import type { ClaimRecord, ClaimVerdict, RunRecord } from "../../engine/api.js";
import { histogramShift } from "./histogram-shift.js";

/** Whether a change is for the worse, for the better, or only worth knowing. */
export type Direction = "worse" | "better" | "neutral";

/** One difference between two runs. */
export interface Change {
  readonly claim: string;
  readonly kind:
    | "verdict"
    | "mutant"
    | "coverage"
    | "tightness"
    | "margins"
    | "undecided"
    | "revision"
    | "new"
    | "gone";
  readonly direction: Direction;
  readonly text: string;
}

export interface Comparison {
  readonly worse: number;
  readonly better: number;
  readonly changes: readonly Change[];
}

/** From what one wants to what one does not. */
const RANK: Readonly<Record<ClaimVerdict, number>> = { held: 0, undecided: 1, vacuous: 1, error: 2, refuted: 3 };

const directionOf = (before: number, after: number): Direction =>
  after > before ? "worse" : after < before ? "better" : "neutral";

/**
 * Ratios that differ by less than this are the same: the tightest of N random ratios moves from seed to seed, and below
 * a percent of a ratio's distance the search's own end is not reproducible between versions. A heuristic for reading,
 * never for a verdict; a change beyond it is only reported, it does not count as worse.
 */
const RATIO_NOISE = 0.01;

function verdictChanges(before: ClaimRecord, after: ClaimRecord): readonly Change[] {
  if (before.verdict === after.verdict) return [];
  const direction = directionOf(RANK[before.verdict], RANK[after.verdict]);
  return [
    {
      claim: after.id,
      kind: "verdict",
      direction,
      text: `${before.verdict} → ${after.verdict}${after.reason === undefined ? "" : `: ${after.reason}`}`,
    },
  ];
}

function mutantChanges(before: ClaimRecord, after: ClaimRecord): readonly Change[] {
  const old = new Map(before.mutants.map((mutant) => [mutant.name, mutant.status]));
  const now = new Map(after.mutants.map((mutant) => [mutant.name, mutant.status]));
  const changes: Change[] = [];
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(name) ?? "absent", now.get(name) ?? "absent"];
    if (was === is) continue;
    const direction: Direction =
      is === "survived"
        ? "worse"
        : was === "killed"
          ? is === "absent"
            ? "worse"
            : "neutral"
          : is === "killed"
            ? "better"
            : "neutral";
    changes.push({ claim: after.id, kind: "mutant", direction, text: `mutant ${name}: ${was} → ${is}` });
  }
  return changes;
}

function coverageChanges(before: ClaimRecord, after: ClaimRecord): readonly Change[] {
  const strata = new Set([...Object.keys(before.coverage), ...Object.keys(after.coverage)]);
  return [...strata].flatMap((name): readonly Change[] => {
    const [was, is] = [before.coverage[name], after.coverage[name]];
    if (was === undefined)
      return [{ claim: after.id, kind: "coverage", direction: "better", text: `new stratum ${name}` }];
    if (is === undefined)
      return [{ claim: after.id, kind: "coverage", direction: "worse", text: `stratum ${name} is gone` }];
    const met = (stratum: typeof is): boolean => stratum.trials >= stratum.required;
    if (met(was) === met(is)) return [];
    return [
      {
        claim: after.id,
        kind: "coverage",
        direction: met(is) ? "better" : "worse",
        text: `stratum ${name}: ${is.trials} of ${is.required} trials`,
      },
    ];
  });
}

function tightnessChanges(before: ClaimRecord, after: ClaimRecord): readonly Change[] {
  const [was, is] = [before.tightest?.ratio, after.tightest?.ratio];
  if (
    was === undefined ||
    is === undefined ||
    Math.abs(is - was) <= RATIO_NOISE * Math.max(Math.abs(was), Math.abs(is))
  )
    return [];
  return [
    {
      claim: after.id,
      kind: "tightness",
      direction: "neutral",
      text: `tightest ratio ${was.toPrecision(4)} → ${is.toPrecision(4)}`,
    },
  ];
}

/** Whether, and which way, the margins of all trials moved; only told, since neither way is worse. */
function marginChanges(before: ClaimRecord, after: ClaimRecord): readonly Change[] {
  const shift = histogramShift(before.tightness, after.tightness);
  if (shift === null) return [];
  const text = `margins moved ${shift.after > shift.before ? "towards the bound" : "away from the bound"}: mean of left/right ${shift.before.toFixed(3)} → ${shift.after.toFixed(3)}`;
  return [{ claim: after.id, kind: "margins", direction: "neutral", text }];
}

/** Undecided shares differ when their difference exceeds four standard deviations of two binomial shares. */
function undecidedChanges(before: ClaimRecord, after: ClaimRecord): readonly Change[] {
  const share = ({ trials }: ClaimRecord) => ({ count: trials.undecided + trials.ties, of: Math.max(1, trials.drawn) });
  const [was, is] = [share(before), share(after)];
  const pooled = (was.count + is.count) / (was.of + is.of);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / was.of + 1 / is.of));
  const difference = is.count / is.of - was.count / was.of;
  if (Math.abs(difference) <= 4 * deviation) return [];
  return [
    {
      claim: after.id,
      kind: "undecided",
      direction: difference > 0 ? "worse" : "better",
      text: `undecided trials ${was.count} of ${was.of} → ${is.count} of ${is.of}`,
    },
  ];
}

/** What got worse, better, new and gone from one run to another, in the order of the later run. */
export function compareRuns(base: RunRecord, run: RunRecord): Comparison {
  const old = new Map(base.claims.map((claim) => [claim.id, claim]));
  const changes = run.claims.flatMap((after): readonly Change[] => {
    const before = old.get(after.id);
    if (before === undefined)
      return [
        {
          claim: after.id,
          kind: "new",
          direction: after.verdict === "held" ? "neutral" : "worse",
          text: `new, ${after.verdict}`,
        },
      ];
    const revised: readonly Change[] =
      before.revision === after.revision
        ? []
        : [
            {
              claim: after.id,
              kind: "revision",
              direction: "neutral",
              text: `revision ${before.revision} → ${after.revision}`,
            },
          ];
    return [
      ...verdictChanges(before, after),
      ...revised,
      ...mutantChanges(before, after),
      ...coverageChanges(before, after),
      ...undecidedChanges(before, after),
      ...tightnessChanges(before, after),
      ...marginChanges(before, after),
    ];
  });
  const present = new Set(run.claims.map(({ id }) => id));
  const gone = base.claims
    .filter(({ id }) => !present.has(id))
    .map(({ id, verdict }): Change => ({ claim: id, kind: "gone", direction: "worse", text: `gone, was ${verdict}` }));
  const all = [...changes, ...gone];
  const number = (direction: Direction): number => all.filter((change) => change.direction === direction).length;
  return { worse: number("worse"), better: number("better"), changes: all };
}
