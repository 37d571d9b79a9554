// The waterfall as a drawing that stands alone, for a report: with the colours of a light page.

import { colourOf } from "../base/colour.js";
import { drawn, element } from "../base/element.js";
import { duration, middleOut, tick } from "../base/format.js";
import { theme } from "./theme.js";
import { ticks } from "./scale.js";

const ROW = 22;
const NAMES = 340;
const WIDTH = 1200;
const MOST = 400;

/** No side of a picture has more pixels: browsers draw nothing then. */
const MOST_PIXELS = 16_000;

/**
 * The drawing in pixels, two for each where there is room for them.
 *
 * @param {import("./view.js").View} view
 * @returns {Promise<Blob>} as PNG
 */
export async function asPng(view) {
  const svg = asSvg(view);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = Math.min(2, MOST_PIXELS / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = element("canvas", { width: Math.floor(image.naturalWidth * scale), height: Math.floor(image.naturalHeight * scale) });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("The browser draws no picture."))), "image/png"));
}

/**
 * @param {import("./view.js").View} view
 * @returns {string} as SVG
 */
export function asSvg(view) {
  const { model, window } = view;
  const colours = theme();
  const rows = [...view.rows.subarray(0, MOST)];
  const height = 64 + rows.length * ROW + 12;
  const across = WIDTH - NAMES - 90;
  const x = (/** @type {number} */ time) => NAMES + Math.min(Math.max(window.x(time, across), 0), across);
  const text = (/** @type {number} */ left, /** @type {number} */ top, /** @type {string} */ said, given = {}) =>
    drawn("text", { x: left, y: top, fill: colours.text, ...given }, said);
  const { step, times } = ticks(window, across);
  const axis = times.flatMap((time) => [
    drawn("line", { x1: x(time), x2: x(time), y1: 50, y2: height - 8, stroke: colours.rule }),
    text(x(time), 46, tick(time, step, times[times.length - 1] ?? 0), { "text-anchor": "middle", fill: colours.quiet, "font-size": 11 }),
  ]);
  const bars = rows.flatMap((row, at) => {
    const top = 58 + at * ROW;
    const [left, right] = [x(model.starts[row]), x(model.end(row))];
    const indent = Math.min(model.depths[row], 12) * 12;
    const name = middleOut(`${model.name(row)}  ${model.service(row)}`, Math.floor((NAMES - indent - 16) / 6.4));
    return [
      text(8 + indent, top + 13, name),
      drawn("rect", { x: left, y: top + 3, width: Math.max(right - left, 1), height: 12, rx: 2, fill: colours.services[colourOf(model.service(row))] }),
      ...(view.sections.get(row) ?? []).map((section) =>
        drawn("rect", { x: x(section.start), y: top + 15, width: Math.max(x(section.start + section.duration) - x(section.start), 1), height: 2, fill: colours.text }),
      ),
      model.isError(row) && drawn("path", { d: `M${left - 1} ${top} h9 l-9 10 z`, fill: model.causeOf.has(row) ? colours.error : colours.ground, stroke: colours.error }),
      text(Math.min(right, WIDTH - 90) + 6, top + 13, duration(model.durations[row]), { fill: colours.quiet, "font-size": 11 }),
    ];
  });
  const drawing = drawn(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}`, "font-family": "system-ui, sans-serif", "font-size": 12 },
    drawn("rect", { width: WIDTH, height, fill: colours.ground }),
    text(8, 22, model.sentence.replaceAll("`", "") || `trace ${model.id}`, { "font-size": 14, "font-weight": 600 }),
    text(8, 46, model.id, { fill: colours.quiet, "font-size": 11, "font-family": "monospace" }),
    axis,
    bars,
  );
  return new XMLSerializer().serializeToString(drawing);
}
