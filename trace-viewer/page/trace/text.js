// The rows that are shown, as text for a ticket or a chat.

import { duration } from "../base/format.js";

const WIDTH = 40;
const MOST = 200;

/** @param {import("./view.js").View} view */
export function asText(view) {
  const { model } = view;
  const rows = [...view.rows.subarray(0, MOST)];
  const names = rows.map((row) => `${"  ".repeat(Math.min(model.depths[row], 12))}${model.service(row)} ${model.name(row)}`);
  const widest = Math.min(names.reduce((most, name) => Math.max(most, name.length), 0), 64);
  const lines = rows.map((row, at) => {
    const from = Math.min(Math.floor((model.starts[row] / Math.max(model.duration, 1)) * WIDTH), WIDTH - 1);
    const long = Math.max(1, Math.round((model.durations[row] / Math.max(model.duration, 1)) * WIDTH));
    const bar = `${" ".repeat(from)}${"█".repeat(Math.min(long, WIDTH - from))}`.padEnd(WIDTH);
    const cause = model.causeOf.get(row);
    return `${names[at].slice(0, widest).padEnd(widest)} │${bar}│ ${duration(model.durations[row])}${model.isError(row) ? " ✗" : ""}${cause ? ` ${cause.message}` : ""}`;
  });
  const more = view.rows.length > MOST ? [`… ${view.rows.length - MOST} more rows`] : [];
  return [`trace ${model.id}`, ...lines, ...more, model.sentence].filter(Boolean).join("\n");
}
