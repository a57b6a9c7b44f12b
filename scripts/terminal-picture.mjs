#!/usr/bin/env node
/**
 * A command's real output, with its colours, as an SVG: node scripts/terminal-picture.mjs FILE.svg COMMAND…
 * The command line follows `lemmacheck`; it is run by the built program as on a terminal of 92 columns.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const COLUMNS = 92;
const LINE = 19;
const CHARACTER = 8.43;
/** What begins a change of style. */
const ESCAPE = "\u001b[";
const COLOURS = { 31: "#ff9a76", 32: "#4ecfa5", 33: "#f0c04a", 35: "#f09ad0", 36: "#7cb7ff" };

/** What `lemmacheck …` prints to a terminal. */
export function terminalOutput(words) {
  const terminal = `data:text/javascript,process.stdout.isTTY=true;process.stdout.columns=${COLUMNS}`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--import", terminal, join(root, "dist/src/cli/main.js"), ...words],
    { cwd: root, encoding: "utf8", env: { ...process.env, FORCE_COLOR: "1", TERM: "xterm-256color", NO_COLOR: "" } },
  );
  if (status === null || status === 2) throw new Error(`lemmacheck ${words.join(" ")}: ${stderr}`);
  return stdout.trimEnd();
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** Runs of text of one style. */
function spans(line, style) {
  const parts = [];
  for (const [order, piece] of line.split(ESCAPE).entries()) {
    const codes = order === 0 ? null : /^([0-9;]*)m/.exec(piece);
    for (const code of codes?.[1].split(";").map(Number) ?? []) {
      if (code === 0) Object.assign(style, { colour: undefined, bold: false, dim: false });
      else if (code === 1) style.bold = true;
      else if (code === 2) style.dim = true;
      else if (code === 22) Object.assign(style, { bold: false, dim: false });
      else if (code === 39) style.colour = undefined;
      else if (COLOURS[code] !== undefined) style.colour = COLOURS[code];
    }
    const text = piece.slice(codes?.[0].length ?? 0);
    if (text !== "") parts.push([text, { ...style }]);
  }
  return parts;
}

/** Styled text on lines of COLUMNS characters, as a terminal breaks them. */
function wrapped(parts) {
  const lines = [[]];
  let used = 0;
  for (const [text, style] of parts) {
    let rest = [...text];
    while (rest.length > 0) {
      if (used === COLUMNS) {
        lines.push([]);
        used = 0;
      }
      const piece = rest.slice(0, COLUMNS - used);
      lines[lines.length - 1].push([piece.join(""), style]);
      used += piece.length;
      rest = rest.slice(piece.length);
    }
  }
  return lines;
}

function span([text, { colour, bold, dim }]) {
  const attributes = [
    colour === undefined ? "" : ` fill="${colour}"`,
    bold ? ' font-weight="bold"' : "",
    dim ? ' opacity=".65"' : "",
  ].join("");
  return attributes === "" ? escaped(text) : `<tspan${attributes}>${escaped(text)}</tspan>`;
}

/** Lines with colour codes as a picture of a terminal. */
export function terminalSvg(command, output) {
  const lines = [`\x1b[2m$\x1b[22m \x1b[1mlemmacheck ${command}\x1b[22m`, ...output.split("\n")];
  const style = {};
  const screen = lines.flatMap((line) => wrapped(spans(line, style)));
  const width = Math.ceil(COLUMNS * CHARACTER + 32);
  const height = screen.length * LINE + 30;
  const rows = screen.map((parts, index) => {
    const content = parts.map(span).join("");
    return content === "" ? "" : `<text x="16" y="${28 + index * LINE}" xml:space="preserve">${content}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14" fill="#e6edf3"><title>lemmacheck ${escaped(command)}</title><rect width="100%" height="100%" rx="8" fill="#0d1117"/>${rows.join("")}</svg>\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , file, ...words] = process.argv;
  writeFileSync(file, terminalSvg(words.join(" "), terminalOutput(words)));
}
