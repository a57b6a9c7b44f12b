import Table from "cli-table3";

/** A column: its heading, and whether its cells are numbers (aligned right). */
export interface Column {
  readonly heading: string;
  readonly numeric?: boolean;
}

const NO_LINES = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "",
} as const;

/** Rows under headings, without lines, `gap` spaces between columns; colours in the cells don't count as width. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[], gap = 2): string {
  const table = new Table({
    head: columns.map(({ heading }) => heading),
    chars: { ...NO_LINES, middle: " ".repeat(gap) },
    colAligns: columns.map(({ numeric }) => (numeric ? "right" : "left")),
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
