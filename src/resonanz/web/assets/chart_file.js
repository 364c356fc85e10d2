// A chart's numbers as CSV: a row for each moment, a column for each series, numbers with a point.
//
// What a spreadsheet would take for a formula gets an apostrophe in front, as in every file of ours: a series may be
// called by a word that a stranger made up.

const ALIVE = /^[=+\-@\t\r\n＝＋－＠]/u;

export function chartFile(spec) {
  const rows = spec.moments.map((moment, place) => [moment, ...spec.series.map((one) => one.values[place])]);
  return [["moment", ...spec.series.map((one) => one.name)], ...rows].map((row) => row.map(cell).join(",") + "\r\n").join("");
}

function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = ALIVE.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}
