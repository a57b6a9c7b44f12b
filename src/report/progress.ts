import type { CampaignEvents, ClaimProgress, ClaimRecord } from "../engine/api.js";
import { count, duration, percentage, plural, ratioText } from "./numbers.js";
import { type Painter, verdictText } from "./verdicts.js";

/** A few lines at the bottom of a terminal that are drawn again and again. */
export interface LiveLines {
  draw(lines: readonly string[]): void;
  /** Leaves this line for good, above the live ones. */
  keep(line: string): void;
  /** Takes the live lines away. */
  clear(): void;
}

/** Live lines on standard error. */
export async function liveLines(): Promise<LiveLines> {
  const { createLogUpdate } = await import("log-update");
  const draw = createLogUpdate(process.stderr);
  return {
    draw: (lines) => draw(lines.join("\n")),
    keep: (line) => draw.persist(line),
    clear: () => draw.clear(),
  };
}

const STAGE: Readonly<Record<ClaimProgress["stage"], string>> = {
  replay: "replaying stored counterexamples",
  examples: "examples",
  trials: "trials",
  shrinking: "shrinking a counterexample",
  mutants: "mutants",
  necessity: "necessity witnesses",
  sharpening: "searching the tightest instance",
};

/** How long the rest of a stage takes at the present rate; nothing where there is no rate yet. */
function remaining({ done, total, rate, stage }: ClaimProgress): readonly string[] {
  if (stage !== "trials" || !(rate > 0) || done >= total) return [];
  return [`${duration((1000 * (total - done)) / rate)} left`];
}

/** "picard-contracts  trials 640/1,000  undecided 0 %  tightest 0.9998  1,200/s  300 ms left" */
export function progressLine(progress: ClaimProgress): string {
  const { stage, done, total, undecidedShare, tightest, rate, violated } = progress;
  const budget = total > 0 ? ` ${count(done)}/${count(total)}` : "";
  return [
    `${STAGE[stage]}${budget}`,
    ...(violated > 0 ? [plural(violated, "violation")] : []),
    `undecided ${percentage(undecidedShare, 1)}`,
    `tightest ${ratioText(tightest)}`,
    ...(rate > 0 ? [`${count(Math.round(rate))}/s`] : []),
    ...remaining(progress),
  ].join("  ");
}

/** The line that stays when a claim is done; the table tells the rest. */
function doneLine(record: ClaimRecord, milliseconds: number, paint: Painter): string {
  const facts = [plural(record.trials.drawn, "trial"), duration(milliseconds)];
  return `${verdictText(record.verdict, paint)}  ${record.id}  ${paint.dim(facts.join(", "))}`;
}

/** A live line for the claim that is running, and one that stays for each that is done. */
export function progressEvents(live: LiveLines, paint: Painter, width: number): CampaignEvents {
  let heading = "";
  return {
    claimStarted({ id, position, claims }) {
      heading = `[${position + 1}/${claims}] ${id}`;
      live.draw([heading]);
    },
    progress(progress) {
      live.draw([heading, `  ${progressLine(progress)}`.slice(0, Math.max(20, width - 1))]);
    },
    claimFinished(record, milliseconds) {
      live.keep(doneLine(record, milliseconds, paint));
    },
  };
}
