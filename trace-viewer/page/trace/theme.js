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
 * @property {string[]} onServices what is read on each of them: the ground's colour or the text's
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
  const services = Array.from({ length: COLOURS }, (_, at) => colour(`service-${at}`));
  const [ground, text] = [colour("ground"), colour("text")];
  read = {
    ground,
    text,
    quiet: colour("quiet"),
    rule: colour("rule"),
    edge: colour("edge"),
    error: colour("error"),
    accent: colour("accent"),
    chosen: colour("chosen"),
    services,
    onServices: services.map((service) => (contrast(service, ground) > contrast(service, text) ? ground : text)),
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
  };
  probe.remove();
  return read;
}

/**
 * How well one colour is read on another: WCAG 2.2, "contrast ratio".
 *
 * @param {string} a
 * @param {string} b
 */
function contrast(a, b) {
  const [dark, light] = [luminance(a), luminance(b)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** @param {string} colour as `rgb(1, 2, 3)` */
function luminance(colour) {
  const [red, green, blue] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
