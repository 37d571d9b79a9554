// What is seen of a trace, in the address: a link opens the same view.

import { note, place } from "../base/address.js";
import { Window } from "./scale.js";

/** @param {import("./view.js").View} view */
export function fromAddress(view) {
  const { query } = place();
  const row = view.model.rowOf(query.span ?? "");
  const numbers = (/** @type {string | undefined} */ text) => (text ?? "").split("-").map(Number);
  const [start, end] = numbers(query.zoom);
  if (end > start) view.window = new Window(start, end).within(view.model.duration);
  view.isPathOnly = query.path === "1";
  const only = new Set((query.only ?? "").split("."));
  view.filters = { errors: only.has("errors"), path: only.has("path"), slow: only.has("slow"), shortest: Number(query.shortest) || 0 };
  for (const at of (query.closed ?? "").split(".").filter(Boolean).map(Number)) {
    const row = view.model.places.indexOf(at);
    if (row >= 0) view.closed.add(row);
  }
  view.refresh();
  if (row >= 0) {
    view.chosen = row;
    view.open(row);
  }
}

/**
 * @param {import("./view.js").View} view
 * @param {string} what has changed
 */
export function toAddress(view, what) {
  const { model, filters, window } = view;
  if (what === "chosen") return note({ span: view.chosen < 0 ? "" : model.spanIds[view.chosen] });
  if (what === "window") {
    const isWhole = window.start <= 0 && window.end >= model.duration;
    return note({ zoom: isWhole ? "" : `${Math.round(window.start)}-${Math.round(window.end)}` });
  }
  const only = /** @type {const} */ (["errors", "path", "slow"]).filter((name) => filters[name]).join(".");
  // What is too long for an address is left to memory.
  const closed = view.closed.size <= 60 ? [...view.closed].map((row) => model.places[row]).sort((a, b) => a - b).join(".") : "";
  note({ only, shortest: filters.shortest || "", closed, path: view.isPathOnly ? "1" : "" });
}
