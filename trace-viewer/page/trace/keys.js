// The keys of a trace.

import { bind } from "../base/keys.js";
import { toAddress } from "./address.js";
import { FACES } from "./faces.js";
import { Window } from "./scale.js";

/**
 * @param {import("./view.js").View} view
 * @param {import("./beyond.js").Beyond} beyond
 * @param {AbortSignal} signal
 * @param {{ error: (by: 1 | -1) => void, focusFind: () => void, focusPanel: () => void, focusFace: () => void, copy: () => void, face: (name: string) => void }} to
 */
export function keys(view, beyond, signal, to) {
  const { model } = view;
  const step = (/** @type {number} */ by) => {
    // Before the first row, where none is chosen.
    const now = view.placeOf(view.chosen);
    const next = Math.min(Math.max(now + by, 0), view.rows.length - 1);
    if (view.rows.length > 0) view.choose(view.rows[next]);
  };
  const match = (/** @type {1 | -1} */ by) => beyond.try(() => beyond.walk([...(view.found?.places ?? [])], by));
  const zoom = (/** @type {number} */ factor) => {
    const row = view.chosen;
    const fixed = row < 0 ? (view.window.start + view.window.end) / 2 : Math.min(Math.max((model.starts[row] + model.end(row)) / 2, view.window.start), view.window.end);
    view.show(view.window.zoomed(factor, fixed, model.duration));
  };
  const move = (/** @type {number} */ by) => view.show(view.window.moved(by * view.window.length, model.duration));
  const close = () => {
    if (view.chosen >= 0) return view.closed.has(view.chosen) || !model.hasChildren(view.chosen) ? view.choose(Math.max(model.parents[view.chosen], 0)) : view.toggle(view.chosen);
  };
  const open = () => {
    if (view.chosen < 0) return;
    if (view.closed.has(view.chosen)) view.toggle(view.chosen);
    else if (model.hasChildren(view.chosen)) step(1);
  };
  bind(signal, "Trace", [
    ["ArrowDown j", "next row", () => step(1)],
    ["ArrowUp k", "row before", () => step(-1)],
    ["ArrowRight", "open; then the first child", open],
    ["ArrowLeft", "close; then the parent", close],
    ["PageDown", "20 rows down", () => step(20)],
    ["PageUp", "20 rows up", () => step(-20)],
    ["Home", "first row", () => step(-Infinity)],
    ["End", "last row", () => step(Infinity)],
    ["Enter", "details of the row", () => (view.chosen < 0 ? step(1) : to.focusPanel())],
    ["e", "next error, its cause first", () => to.error(1)],
    ["E", "error before", () => to.error(-1)],
    ["c", "dim what is off the critical path", () => { view.isPathOnly = !view.isPathOnly; view.changed("look"); toAddress(view, "rows"); }],
    ["/", "find in the trace", to.focusFind],
    ["n", "next match", () => match(1)],
    ["N", "match before", () => match(-1)],
    ["+ =", "zoom in", () => zoom(1 / 1.5)],
    ["-", "zoom out", () => zoom(1.5)],
    ["h [", "move to earlier times", () => move(-0.25)],
    ["l ]", "move to later times", () => move(0.25)],
    ["z", "zoom to the row", () => view.chosen >= 0 && view.show(new Window(model.starts[view.chosen], model.end(view.chosen)).within(model.duration))],
    ["0", "the whole trace", () => view.show(new Window(0, model.duration))],
    ["m", "load more children of the row", () => view.more(view.chosen)],
    ["x", "close all rows below the first", () => view.closeAll(view.closed.size === 0)],
    ["y", "copy what is shown, as text", to.copy],
    ...FACES.map(([name, title, key]) => /** @type {[string, string, () => void]} */ ([key, title.toLowerCase(), () => to.face(name)])),
    ["Escape", "one step back: the box, the row, the filters, the zoom", () => back(view, to.focusFace)],
  ]);
}

/**
 * @param {import("./view.js").View} view
 * @param {() => void} focusFace
 */
function back(view, focusFace) {
  const active = document.activeElement;
  if (active instanceof HTMLInputElement || active?.closest(".panel")) return focusFace();
  const { errors, path, slow, shortest } = view.filters;
  if (view.chosen >= 0) return view.choose(-1);
  if (errors || path || slow || shortest > 0 || view.isFoundOnly) return view.clearFilters();
  view.show(new Window(0, view.model.duration));
}
