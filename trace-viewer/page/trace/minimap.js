// The whole trace in 48 pixels: for each column the longest span that is open then, and errors.

import { colourOf } from "../base/colour.js";
import { element } from "../base/element.js";
import { duration } from "../base/format.js";
import { atNextFrame, fitted } from "./canvas.js";
import { Window } from "./scale.js";
import { theme, whenThemeChanges } from "./theme.js";

const HEIGHT = 48;

/**
 * @param {import("./view.js").View} view
 * @param {AbortSignal} signal
 */
export function minimap(view, signal) {
  const { model } = view;
  const canvas = element("canvas", { "aria-hidden": "true" });
  const seen = element("div", {
    class: "seen",
    role: "slider",
    tabindex: 0,
    "aria-label": "Part of the trace in view",
    "aria-valuemin": 0,
    "aria-valuemax": 100,
  });
  const root = element("div", { class: "minimap" }, canvas, seen);
  let columns = { width: 0, depths: new Uint32Array(0), errors: new Uint8Array(0), services: new Int32Array(0) };

  function paint() {
    const width = root.clientWidth;
    if (signal.aborted || width === 0) return;
    if (columns.width !== width) columns = columnsOf(view, width);
    const colours = theme();
    const to = fitted(canvas, width, HEIGHT);
    to.clearRect(0, 0, width, HEIGHT);
    const deepest = columns.depths.reduce((most, depth) => Math.max(most, depth), 1);
    for (let x = 0; x < width; x += 1) {
      const high = (columns.depths[x] / deepest) * (HEIGHT - 10);
      if (high > 0) {
        to.globalAlpha = 0.7;
        to.fillStyle = colours.services[columns.services[x]] ?? colours.quiet;
        to.fillRect(x, HEIGHT - high - 1, 1, high);
        to.globalAlpha = 1;
      }
      if (columns.errors[x]) {
        to.fillStyle = colours.error;
        to.fillRect(x - 0.5, 0, 2, 6);
      }
    }
    const { window } = view;
    const [left, right] = [(window.start / model.duration) * 100, (window.end / model.duration) * 100];
    seen.style.left = `${left}%`;
    seen.style.width = `${Math.max(right - left, 0.3)}%`;
    seen.setAttribute("aria-valuenow", String(Math.round(left)));
    seen.setAttribute("aria-valuetext", `${duration(window.start)} to ${duration(window.end)}`);
  }

  const draw = atNextFrame(paint);
  view.whenChanged((what) => what === "window" && draw());
  whenThemeChanges(signal, draw);
  const sizes = new ResizeObserver(draw);
  sizes.observe(root);
  signal.addEventListener("abort", () => sizes.disconnect());
  dragging(root, seen, view);
  seen.addEventListener("keydown", (event) => {
    const { window } = view;
    const middle = (window.start + window.end) / 2;
    const done = {
      ArrowLeft: () => window.moved(-window.length / 10, model.duration),
      ArrowRight: () => window.moved(window.length / 10, model.duration),
      ArrowUp: () => window.zoomed(1 / 1.25, middle, model.duration),
      ArrowDown: () => window.zoomed(1.25, middle, model.duration),
      Home: () => new Window(0, model.duration),
    }[event.key];
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
    view.show(done());
  });
  return root;
}

/**
 * Drags the part that is in view, its edges, or a new one.
 *
 * @param {HTMLElement} root
 * @param {HTMLElement} seen
 * @param {import("./view.js").View} view
 */
function dragging(root, seen, view) {
  const { duration } = view.model;
  /** @type {{ time: number, window: Window, part: "start" | "end" | "all" | "new" } | null} */
  let from = null;
  const timeAt = (/** @type {PointerEvent} */ event) => {
    const box = root.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * duration;
  };
  root.addEventListener("pointerdown", (event) => {
    const box = seen.getBoundingClientRect();
    const isAll = view.window.length >= duration;
    const near = (/** @type {number} */ x) => Math.abs(event.clientX - x) < 6;
    const isInside = event.clientX > box.left && event.clientX < box.right;
    const part = near(box.left) ? "start" : near(box.right) ? "end" : isInside && !isAll ? "all" : "new";
    from = { time: timeAt(event), window: view.window, part };
    root.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  root.addEventListener("pointermove", (event) => {
    if (!from) return;
    const time = timeAt(event);
    const { window } = from;
    const moved = {
      start: () => new Window(Math.min(time, window.end - 1), window.end),
      end: () => new Window(window.start, Math.max(time, window.start + 1)),
      all: () => window.moved(time - (from?.time ?? 0), duration),
      new: () => new Window(Math.min(from?.time ?? 0, time), Math.max(from?.time ?? 0, time)),
    }[from.part]();
    if (moved.length > duration / 2000) view.show(moved.within(duration));
  });
  root.addEventListener("pointerup", (event) => {
    // A click without a drag, outside of what is in view, moves it there.
    if (from?.part === "new" && Math.abs(timeAt(event) - from.time) < duration / 500 && from.window.length < duration) {
      view.show(from.window.moved(from.time - (from.window.start + from.window.end) / 2, duration));
    }
    from = null;
  });
  root.addEventListener("pointercancel", () => {
    from = null;
  });
  root.addEventListener("dblclick", () => view.show(new Window(0, duration)));
}

/**
 * For each column of pixels: the depth that is reached, by whom, and whether something failed.
 *
 * @param {import("./view.js").View} view
 * @param {number} width
 */
function columnsOf(view, width) {
  const { model } = view;
  const depths = new Uint32Array(width);
  const services = new Int32Array(width).fill(-1);
  const errors = new Uint8Array(width);
  const whole = new Window(0, model.duration);
  const longest = new Float64Array(width);
  for (let row = 0; row < model.length; row += 1) {
    const from = Math.max(0, Math.floor(whole.x(model.starts[row], width)));
    const to = Math.min(width - 1, Math.floor(whole.x(model.end(row), width)));
    const depth = model.depths[row] + 1;
    const colour = colourOf(model.service(row));
    // The long ones fill many columns: a million steps at most for all rows together.
    const step = Math.max(1, Math.ceil(((to - from) * model.length) / 4e6));
    for (let x = from; x <= to; x += step) {
      if (depth > depths[x] || (depth === depths[x] && model.durations[row] > longest[x])) {
        depths[x] = depth;
        services[x] = colour;
        longest[x] = model.durations[row];
      }
    }
    if (model.causeOf.has(row) || (model.isError(row) && model.causes.length === 0)) errors[from] = 1;
  }
  return { width, depths, errors, services };
}
