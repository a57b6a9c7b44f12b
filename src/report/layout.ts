/** Text broken into lines of at most `width` columns, each behind `indent`; longer words stand alone. */
export function wrap(text: string, width: number, indent = ""): string {
  return text
    .split("\n")
    .map((paragraph) => {
      const lines: string[] = [];
      let line = "";
      for (const word of paragraph.split(/\s+/).filter((part) => part !== "")) {
        if (line !== "" && indent.length + line.length + 1 + word.length > width) {
          lines.push(indent + line);
          line = word;
        } else line = line === "" ? word : `${line} ${word}`;
      }
      lines.push(line === "" ? "" : indent + line);
      return lines.join("\n");
    })
    .join("\n");
}

/** "label    text…", the text wrapped and hanging at column `hang`. */
export function hanging(label: string, text: string, hang: number, width: number): string {
  const body = wrap(text, width, " ".repeat(hang));
  const head = label.padEnd(hang);
  return head.length > hang ? `${label}\n${body}` : head + body.slice(hang);
}

/** Text without control characters and without characters that reorder what a terminal shows. */
export function harmless(text: string): string {
  return text.replace(/(?![\t\n])\p{Cc}|\p{Bidi_Control}/gu, "\ufffd");
}
