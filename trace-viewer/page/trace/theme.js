// Colours for canvases, read from the style sheet when they are drawn.

import { COLOURS } from "../base/colour.js";

/**
 * @typedef {object} Theme
 * @property {string} ground
 * @property {string} text
 * @property {string} quiet
 * @property {string} rule
 * @property {string} edge
 * @property {string} error
 * @property {string} accent
 * @property {string} chosen
 * @property {string[]} services
 * @property {string} font
 */

/** @type {Theme | null} */
let read = null;

const dark = matchMedia("(prefers-color-scheme: dark)");
dark.addEventListener("change", () => {
  read = null;
});

/**
 * Draws again when the colours change.
 *
 * @param {AbortSignal} signal
 * @param {() => void} draw
 */
export function whenThemeChanges(signal, draw) {
  dark.addEventListener("change", () => requestAnimationFrame(draw), { signal });
}

/** @returns {Theme} */
export function theme() {
  if (read) return read;
  // A custom property is a text; only as a colour of something is `light-dark()` decided.
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const colour = (/** @type {string} */ name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  read = {
    ground: colour("ground"),
    text: colour("text"),
    quiet: colour("quiet"),
    rule: colour("rule"),
    edge: colour("edge"),
    error: colour("error"),
    accent: colour("accent"),
    chosen: colour("chosen"),
    services: Array.from({ length: COLOURS }, (_, at) => colour(`service-${at}`)),
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
  };
  probe.remove();
  return read;
}
