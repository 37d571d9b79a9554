// The same spans by depth instead of by row: a flame graph of the part that is in view.

import { colourOf } from "../base/colour.js";
import { element } from "../base/element.js";
import { duration } from "../base/format.js";
import { axis } from "./axis.js";
import { atNextFrame, fitted } from "./canvas.js";
import { Window } from "./scale.js";
import { theme, whenThemeChanges } from "./theme.js";

const ROW = 20;

/**
 * @param {import("./view.js").View} view
 * @param {AbortSignal} signal
 */
export function flame(view, signal) {
  const { model } = view;
  const canvas = element("canvas", { class: "flame-bars" });
  const axisCanvas = element("canvas", { "aria-hidden": "true" });
  const told = element("div", { class: "tooltip", hidden: true });
  const scroll = element("div", { class: "flame-scroll", tabindex: 0, role: "img", "aria-label": "Flame graph; the waterfall has the same spans as rows" }, canvas);
  const root = element("div", { class: "flame" }, element("div", { class: "axis" }, axisCanvas), scroll, told);
  const lanes = lanesOf(model);
  const depth = lanes.reduce((most, lane) => Math.max(most, lane), 0) + 1;

  function paint() {
    const width = scroll.clientWidth;
    if (signal.aborted || width === 0) return;
    const height = depth * ROW + 4;
    const colours = theme();
    // A canvas has a largest size; deeper than that nobody looks for a shape.
    const to = fitted(canvas, width, Math.min(height, 16_000));
    to.clearRect(0, 0, width, height);
    to.font = colours.font;
    const drawn = new Map();
    for (const row of view.rows) {
      const left = Math.max(view.window.x(model.starts[row], width), 0);
      const right = Math.min(view.window.x(model.end(row), width), width);
      if (right < 0 || left > width) continue;
      const y = lanes[row] * ROW;
      const long = right - left;
      // Of many that fall into one pixel, one is drawn.
      if (long < 1) {
        const pixel = lanes[row] * 100_000 + Math.floor(left);
        if (drawn.has(pixel)) continue;
        drawn.set(pixel, row);
      }
      const service = colourOf(model.service(row));
      const isPale = view.isPathOnly && !view.sections.has(row);
      to.fillStyle = model.missing.has(row) ? colours.rule : colours.services[service];
      to.globalAlpha = isPale ? 0.35 : 1;
      to.fillRect(left, y + 1, Math.max(long - 0.5, 1), ROW - 2);
      to.globalAlpha = 1;
      if (model.isError(row)) {
        to.fillStyle = colours.error;
        to.fillRect(left, y + 1, Math.max(Math.min(long, 4), 1), ROW - 2);
      }
      if (row === view.chosen) {
        to.strokeStyle = colours.text;
        to.lineWidth = 2;
        to.strokeRect(left + 1, y + 1, Math.max(long - 2, 1), ROW - 2);
      }
      to.fillStyle = isPale || model.missing.has(row) ? colours.text : colours.onServices[service];
      if (long > 40) name(to, model.name(row), left, y, long);
    }
    axis(fitted(axisCanvas, width, 24), width, view.window);
  }

  const draw = atNextFrame(paint);
  view.whenChanged(draw);
  whenThemeChanges(signal, draw);
  const sizes = new ResizeObserver(draw);
  sizes.observe(root);
  signal.addEventListener("abort", () => sizes.disconnect());

  /** @param {MouseEvent} event */
  function rowAt(event) {
    const box = canvas.getBoundingClientRect();
    const lane = Math.floor((event.clientY - box.top) / ROW);
    const time = view.window.time(event.clientX - box.left, box.width);
    const near = view.window.length / Math.max(box.width, 1);
    let best = -1;
    for (const row of view.rows) {
      if (lanes[row] !== lane || time < model.starts[row] - near || time > model.end(row) + near) continue;
      best = row;
    }
    return best;
  }
  scroll.addEventListener("click", (event) => {
    const row = rowAt(event);
    if (row >= 0) view.choose(row);
  });
  scroll.addEventListener("dblclick", (event) => {
    const row = rowAt(event);
    if (row >= 0) view.show(new Window(model.starts[row], model.end(row)).within(model.duration));
  });
  scroll.addEventListener("pointermove", (event) => {
    const row = rowAt(event);
    told.hidden = row < 0;
    if (row < 0) return;
    told.textContent = `${model.name(row)} · ${model.service(row)} · ${duration(model.durations[row])}`;
    const box = root.getBoundingClientRect();
    told.style.left = `${Math.min(event.clientX - box.left + 12, box.width - 260)}px`;
    told.style.top = `${event.clientY - box.top + 18}px`;
  });
  scroll.addEventListener("pointerleave", () => {
    told.hidden = true;
  });
  return root;
}

/**
 * @param {CanvasRenderingContext2D} to
 * @param {string} text
 * @param {number} left
 * @param {number} y
 * @param {number} long
 */
function name(to, text, left, y, long) {
  const longest = Math.floor((long - 14) / 6);
  const shown = text.length > longest ? `${text.slice(0, Math.max(longest - 1, 0))}…` : text;
  to.fillText(shown, left + 6, y + ROW / 2);
}

/**
 * In which lane each row is drawn: under its parent, and beside what is open at the same time.
 *
 * @param {import("./model.js").Model} model
 */
function lanesOf(model) {
  const lanes = new Uint32Array(model.length);
  /** Until when each lane is taken. @type {Float64Array} */
  const taken = new Float64Array(Math.max(model.length, 1)).fill(-1);
  for (let row = 0; row < model.length; row += 1) {
    const parent = model.parents[row];
    let lane = parent < 0 ? 0 : lanes[parent] + 1;
    // 200 tries: beyond, bars may cover each other, which is better than a page that stands.
    for (let tries = 0; tries < 200 && taken[lane] > model.starts[row]; tries += 1) lane += 1;
    lanes[row] = lane;
    taken[lane] = Math.max(taken[lane], model.end(row));
  }
  return lanes;
}
