// The bars of the rows in view, on one canvas.

import { colourOf } from "../base/colour.js";
import { duration } from "../base/format.js";
import { ticks } from "./scale.js";

const BAR = 12;
/** Shorter than this on the screen, a bar is a tick: it is never drawn longer than it is. */
const SHORTEST = 2;
const LABEL_GAP = 6;

/**
 * @typedef {object} Drawing
 * @property {CanvasRenderingContext2D} canvas
 * @property {number} width in pixels of the page
 * @property {number} height
 * @property {import("./scale.js").Window} window
 * @property {import("./model.js").Model} model
 * @property {import("./theme.js").Theme} theme
 * @property {boolean} isPathOnly whether what is off the critical path steps back
 */

/**
 * Clears the canvas, and draws the lines of the axis through it.
 *
 * @param {Drawing} to
 */
export function ground(to) {
  const { canvas, width, height, window, theme } = to;
  canvas.clearRect(0, 0, width, height);
  canvas.fillStyle = theme.rule;
  for (const time of ticks(window, width).times) {
    canvas.fillRect(Math.round(window.x(time, width)), 0, 1, height);
  }
}

/**
 * Draws the bar of one row.
 *
 * @param {Drawing} to
 * @param {number} row
 * @param {number} top of the row
 * @param {number} rowHeight
 * @param {{ start: number, duration: number }[]} sections of the critical path that are the row's
 */
export function bar(to, row, top, rowHeight, sections) {
  const { canvas, width, window, model, theme } = to;
  const start = window.x(model.starts[row], width);
  const end = window.x(model.end(row), width);
  if (end < -LABEL_GAP || start > width + LABEL_GAP) return besides(to, row, top, rowHeight, end < 0);
  const y = top + (rowHeight - BAR) / 2;
  const service = colourOf(model.service(row));
  const colour = theme.services[service];
  const isPale = to.isPathOnly && sections.length === 0;
  canvas.globalAlpha = isPale ? 0.45 : 1;
  shape(to, row, start, end, y, colour);
  tail(to, row, y, colour);
  for (const section of sections) onPath(to, section, y);
  mark(to, row, start, y);
  canvas.globalAlpha = 1;
  label(to, row, start, end, top + rowHeight / 2, isPale ? theme.text : theme.onServices[service]);
}

/**
 * @param {Drawing} to
 * @param {number} row
 * @param {number} start
 * @param {number} end
 * @param {number} y
 * @param {string} colour
 */
function shape(to, row, start, end, y, colour) {
  const { canvas, model, width, theme } = to;
  if (model.missing.has(row)) {
    canvas.setLineDash([4, 3]);
    canvas.strokeStyle = theme.quiet;
    canvas.strokeRect(Math.max(start, -2) + 0.5, y + 0.5, Math.max(Math.min(end, width + 2) - Math.max(start, -2) - 1, 1), BAR - 1);
    canvas.setLineDash([]);
    return;
  }
  canvas.fillStyle = colour;
  if (model.durations[row] === 0) return diamond(canvas, start, y + BAR / 2, BAR / 2 - 1);
  const left = Math.max(start, -2);
  const length = Math.min(end, width + 2) - left;
  if (length >= SHORTEST) {
    canvas.beginPath();
    canvas.roundRect(left, y, length, BAR, Math.min(2, length / 2));
    canvas.fill();
  } else {
    // As long as two pixels can say, and lighter, since it is less.
    const before = canvas.globalAlpha;
    canvas.globalAlpha = before * 0.6;
    canvas.fillRect(left, y, SHORTEST, BAR);
    canvas.globalAlpha = before;
  }
}

/**
 * @param {CanvasRenderingContext2D} canvas
 * @param {number} x
 * @param {number} y
 * @param {number} half
 */
function diamond(canvas, x, y, half) {
  canvas.beginPath();
  canvas.moveTo(x, y - half);
  canvas.lineTo(x + half, y);
  canvas.lineTo(x, y + half);
  canvas.lineTo(x - half, y);
  canvas.fill();
}

/**
 * A thin line on to where the parent ends, where a span outlives it.
 *
 * @param {Drawing} to
 * @param {number} row
 * @param {number} y
 * @param {string} colour
 */
function tail(to, row, y, colour) {
  const { canvas, model, window, width } = to;
  const parent = model.parents[row];
  if (parent < 0 || model.end(row) <= model.end(parent)) return;
  const from = window.x(Math.max(model.end(parent), model.starts[row]), width);
  const end = window.x(model.end(row), width);
  canvas.clearRect(from, y - 1, Math.max(end - from, 0), BAR + 2);
  canvas.fillStyle = colour;
  canvas.fillRect(from, y + BAR / 2 - 1, Math.max(end - from, 1), 2);
}

/**
 * A line under the bar for what the trace waited for, on a halo of the ground, so that it is
 * seen on every colour.
 *
 * @param {Drawing} to
 * @param {{ start: number, duration: number }} section
 * @param {number} y
 */
function onPath(to, section, y) {
  const { canvas, window, width, theme } = to;
  const from = Math.max(window.x(section.start, width), -2);
  const end = Math.min(window.x(section.start + section.duration, width), width + 2);
  if (end < 0 || from > width) return;
  const length = Math.max(end - from, 1);
  canvas.fillStyle = theme.ground;
  canvas.fillRect(from, y + BAR - 2, length, 4);
  canvas.fillStyle = theme.text;
  canvas.fillRect(from, y + BAR - 1, length, 2);
}

/**
 * Where an error began it is a full mark, where it passed an outline: a shape, besides the
 * colour.
 *
 * @param {Drawing} to
 * @param {number} row
 * @param {number} start
 * @param {number} y
 */
function mark(to, row, start, y) {
  const { canvas, model, theme } = to;
  if (!model.isError(row)) return;
  const x = Math.max(start, 0) - 1;
  canvas.beginPath();
  canvas.moveTo(x, y - 3);
  canvas.lineTo(x + 8, y - 3);
  canvas.lineTo(x, y + 7);
  canvas.closePath();
  if (model.causeOf.has(row)) {
    canvas.fillStyle = theme.ground;
    canvas.lineWidth = 2;
    canvas.strokeStyle = theme.ground;
    canvas.stroke();
    canvas.fillStyle = theme.error;
    canvas.fill();
  } else {
    canvas.fillStyle = theme.ground;
    canvas.fill();
    canvas.lineWidth = 1.5;
    canvas.strokeStyle = theme.error;
    canvas.stroke();
  }
  canvas.lineWidth = 1;
}

/**
 * How long the span took: right of the bar, left where that would leave the view, in it where
 * there is no room on either side.
 *
 * @param {Drawing} to
 * @param {number} row
 * @param {number} start
 * @param {number} end
 * @param {number} middle
 * @param {string} inside what is read on the bar
 */
function label(to, row, start, end, middle, inside) {
  const { canvas, model, width, theme } = to;
  const text = duration(model.durations[row]);
  const length = canvas.measureText(text).width;
  canvas.fillStyle = theme.quiet;
  if (Math.max(end, start + SHORTEST) + LABEL_GAP + length <= width) {
    canvas.fillText(text, Math.max(end, start + SHORTEST, 0) + LABEL_GAP, middle);
  } else if (start - LABEL_GAP - length >= 0) {
    canvas.fillText(text, start - LABEL_GAP - length, middle);
  } else if (Math.min(end, width) - Math.max(start, 0) >= length + 16) {
    canvas.fillStyle = inside;
    canvas.fillText(text, Math.min(end, width) - length - 8, middle);
  }
}

/**
 * An arrow at the edge, where the bar is outside of what is in view.
 *
 * @param {Drawing} to
 * @param {number} row
 * @param {number} top
 * @param {number} rowHeight
 * @param {boolean} isBefore
 */
function besides(to, row, top, rowHeight, isBefore) {
  const { canvas, width, theme } = to;
  const text = isBefore ? "‹" : "›";
  canvas.fillStyle = theme.quiet;
  canvas.fillText(text, isBefore ? 2 : width - 2 - canvas.measureText(text).width, top + rowHeight / 2);
}
