// The axis of times over the bars.

import { tick } from "../base/format.js";
import { ticks } from "./scale.js";
import { theme } from "./theme.js";

/**
 * @param {CanvasRenderingContext2D} canvas
 * @param {number} width
 * @param {import("./scale.js").Window} window
 */
export function axis(canvas, width, window) {
  const { quiet, rule, font } = theme();
  const { step, times } = ticks(window, width);
  canvas.clearRect(0, 0, width, 24);
  canvas.font = font;
  for (const time of times) {
    const x = Math.round(window.x(time, width));
    canvas.fillStyle = rule;
    canvas.fillRect(x, 16, 1, 8);
    const text = tick(time, step, times[times.length - 1] ?? 0);
    const length = canvas.measureText(text).width;
    canvas.fillStyle = quiet;
    canvas.fillText(text, Math.min(Math.max(x - length / 2, 2), width - length - 2), 10);
  }
}
