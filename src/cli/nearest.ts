/**
 * Number of single-character insertions, deletions and substitutions that turn one text into the other
 * (Wagner and Fischer, 1974).
 */
export function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const substituted = previous[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      current.push(Math.min(substituted, previous[j] + 1, current[j - 1] + 1));
    }
    previous = current;
  }
  return previous[to.length];
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
