/**
 * A page of limited size. Most of it is fixed text; the rest are choices, which start with their briefest text and are
 * replaced by fuller ones, in order of priority, as long as the whole stays below the limit. What is left brief says so
 * itself, and where the whole stands.
 */
export type Part = string | Choice;

export interface Choice {
  /** What stands there when there is no room for more. */
  readonly least: string;
  /** Ever fuller texts; each one is only tried where those before it were taken. Made when there may be room for them. */
  readonly fuller: readonly { readonly priority: number; readonly text: () => string }[];
}

/** Lower numbers first. */
export const PRIORITY = {
  /** What a claim says and how it fared */
  core: 0,
  /** A counterexample to a claim, and its scripts */
  refutation: 1,
  scripts: 2,
  figures: 3,
  /** Counterexamples to mutants: in a few lines, as a page, with scripts */
  mutantBrief: 4,
  /** What stands in words otherwise */
  charts: 5,
  tightest: 6,
  mutantPage: 7,
  mutantScripts: 8,
} as const;

/** After so many texts of one kind that found no room, the others of the kind are not made any more. */
const MOST_REFUSED = 12;

const bytes = (text: string): number => Buffer.byteLength(text);

/** Closing tags that HTML lets one leave out: a tenth of the tables. */
const compact = (html: string): string =>
  html.replaceAll(/<\/(?:td|th|tr|li)>(?=<(?:td|th|tr|li)[ >]|<\/(?:tr|tbody|thead|table|ul|ol)>)/g, "");

interface Slot {
  text: string;
  size: number;
  readonly choice: Choice | null;
}

/** The page, as full as `largest` bytes allow. */
export function assemble(parts: readonly Part[], largest: number): string {
  const slots = parts.map((part): Slot => {
    const text = compact(typeof part === "string" ? part : part.least);
    return { text, size: bytes(text), choice: typeof part === "string" ? null : part };
  });
  let total = slots.reduce((sum, { size }) => sum + size, 0);
  const upgrades = slots
    .flatMap((slot, order) =>
      (slot.choice?.fuller ?? []).map(({ priority, text }, level) => ({ slot, order, level, priority, text })),
    )
    .sort((a, b) => a.priority - b.priority || a.order - b.order || a.level - b.level);
  const reached = new Map<Slot, number>();
  let [kind, refused] = [-1, 0];
  for (const { slot, level, priority, text } of upgrades) {
    if (Math.floor(priority) !== kind) [kind, refused] = [Math.floor(priority), 0];
    if ((reached.get(slot) ?? 0) !== level || total >= largest || refused >= MOST_REFUSED) continue;
    const fuller = compact(text());
    const size = bytes(fuller);
    if (total - slot.size + size > largest) {
      refused++;
      continue;
    }
    total += size - slot.size;
    slot.text = fuller;
    slot.size = size;
    reached.set(slot, level + 1);
  }
  return slots.map(({ text }) => text).join("");
}

/** A text that is only there where there is room for it. */
export const ifRoom = (priority: number, text: () => string, least = ""): Choice => ({
  least,
  fuller: [{ priority, text }],
});
