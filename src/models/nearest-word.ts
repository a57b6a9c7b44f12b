/**
 * The known word that was probably meant: at most a third of its letters away (edit distance, case ignored), or else the
 * only one that begins with the given word's three letters or more; null where there is none.
 */
export function nearestWord(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least && distance <= Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3))) {
      best = candidate;
      least = distance;
    }
  }
  if (best !== null || word.length < 3) return best;
  const continued = known.filter((candidate) => candidate.toLowerCase().startsWith(word.toLowerCase()));
  return continued.length === 1 ? continued[0] : null;
}

/** Levenshtein distance: insertions, deletions and replacements of single letters. */
export function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 64) return Number.POSITIVE_INFINITY;
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++)
      current[j] = Math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    previous = current;
  }
  return previous[b.length];
}

/**
 * The names closest to a mistyped one, best first, for "did you mean …?". Names that contain the typed text, or whose
 * last part (after a slash) is close to it, count as close too.
 */
export function nearest(typed: string, names: readonly string[], limit = 3): readonly string[] {
  const wanted = typed.toLowerCase().replace(/[*?{}[\]]/g, "");
  if (wanted === "") return [...names].slice(0, limit);
  return names
    .map((name) => {
      const lower = name.toLowerCase();
      const lastPart = lower.slice(lower.lastIndexOf("/") + 1);
      const distance = Math.min(editDistance(wanted, lower), editDistance(wanted, lastPart) + 0.5);
      return { name, distance: lower.includes(wanted) ? Math.min(distance, 1) : distance };
    })
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name);
}

/** "a", "a or b", "a, b or c" */
export function alternatives(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} or ${names[names.length - 1]}`;
}

/** "did you mean a or b?" */
export const didYouMean = (typed: string, known: readonly string[], limit = 3): string =>
  `did you mean ${alternatives(nearest(typed, known, limit))}?`;
