// Where traces lie in time and duration; what is marked becomes a filter.

import { ask } from "../base/ask.js";
import { element, refill } from "../base/element.js";
import { clock, duration, several } from "../base/format.js";
import { fitted } from "../trace/canvas.js";
import { theme, whenThemeChanges } from "../trace/theme.js";

const HEIGHT = 132;
const LEFT = 60;
const BELOW = 18;

/**
 * @param {HTMLElement} root
 * @param {{ q: string, from: string, to: string }} state
 * @param {AbortSignal} signal
 * @param {(from: string, to: string, shortest: number, longest: number) => void} marked
 */
export async function heat(root, state, signal, marked) {
  const parameters = new URLSearchParams({ q: state.q, columns: "120", rows: "24" });
  if (state.from) parameters.set("from", state.from);
  if (state.to) parameters.set("to", state.to);
  const map = await ask(`/api/viewer/heat?${parameters}`, signal);
  if (map.cells.length === 0) return refill(root);
  const canvas = element("canvas", { "aria-hidden": "true" });
  const told = element("span", { class: "tooltip", hidden: true });
  const mark = element("div", { class: "mark", hidden: true });
  const said = `${several(map.lookedAt, "trace")} by time and duration, from ${duration(Number(map.shortestNano))} to ${duration(Number(map.longestNano))}; the list below has them`;
  const place = element("div", { class: "heat", role: "img", "aria-label": said }, canvas, mark, told);
  refill(
    root,
    place,
    element(
      "p",
      { class: "quiet heat-note" },
      map.isCut && `The newest ${map.lookedAt}. `,
      "Drag over a part of it to see its traces. ",
      (state.from || state.to) && element("a", { href: `/?${new URLSearchParams(state.q ? { q: state.q } : {})}` }, "All times"),
    ),
  );
  const paint = () => !signal.aborted && draw(canvas, place.clientWidth, map);
  whenThemeChanges(signal, paint);
  const sizes = new ResizeObserver(paint);
  sizes.observe(place);
  signal.addEventListener("abort", () => sizes.disconnect());
  marking(place, mark, told, map, marked);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {any} map
 */
function draw(canvas, width, map) {
  if (width === 0) return;
  const colours = theme();
  const to = fitted(canvas, width, HEIGHT);
  const [wide, high] = [(width - LEFT) / map.columns, (HEIGHT - BELOW) / map.rows];
  const most = map.cells.reduce((/** @type {number} */ most, /** @type {any} */ cell) => Math.max(most, cell.count), 1);
  to.clearRect(0, 0, width, HEIGHT);
  to.font = colours.font;
  decades(to, width, map, colours);
  for (const { column, row, count, errors } of map.cells) {
    const [x, y] = [LEFT + column * wide, (map.rows - 1 - row) * high];
    // By the logarithm: one trace is seen beside a thousand.
    to.globalAlpha = 0.25 + (0.75 * Math.log1p(count)) / Math.log1p(most);
    to.fillStyle = colours.accent;
    to.fillRect(x, y, Math.max(wide - 1, 1), Math.max(high - 1, 1));
    to.globalAlpha = 1;
    if (errors > 0) {
      to.fillStyle = colours.error;
      to.beginPath();
      to.moveTo(x, y);
      to.lineTo(x + Math.max(wide - 1, 4), y);
      to.lineTo(x, y + Math.max(high - 1, 4));
      to.fill();
    }
  }
  to.fillStyle = colours.quiet;
  to.fillText(duration(Number(map.longestNano)), 4, 8);
  to.fillText(duration(Number(map.shortestNano)), 4, HEIGHT - BELOW - 6);
  const [start, end] = [BigInt(map.fromUnixNano), BigInt(map.toUnixNano)];
  const quarters = width > 700 ? [0n, 1n, 2n, 3n, 4n] : [0n, 4n];
  for (const quarter of quarters) {
    const text = clock(start + ((end - start) * quarter) / 4n);
    const x = LEFT + ((width - LEFT) * Number(quarter)) / 4;
    to.fillText(text, x - (to.measureText(text).width * Number(quarter)) / 4 - Number(quarter), HEIGHT - 7);
  }
}

/**
 * Lines at 1, 10, 100 of a unit, where they are clear of the ends.
 *
 * @param {CanvasRenderingContext2D} to
 * @param {number} width
 * @param {any} map
 * @param {import("../trace/theme.js").Theme} colours
 */
function decades(to, width, map, colours) {
  const [shortest, longest] = [Math.max(Number(map.shortestNano), 1), Math.max(Number(map.longestNano), 1)];
  const height = HEIGHT - BELOW;
  for (let power = Math.ceil(Math.log10(shortest)); 10 ** power < longest; power += 1) {
    const y = height * (1 - Math.log(10 ** power / shortest) / Math.log(longest / shortest));
    if (y < 18 || y > height - 16) continue;
    to.fillStyle = colours.edge;
    to.fillRect(LEFT, Math.round(y), width - LEFT, 1);
    to.fillStyle = colours.quiet;
    to.fillText(duration(10 ** power), 4, y);
  }
}

/**
 * @param {HTMLElement} place
 * @param {HTMLElement} mark
 * @param {HTMLElement} told
 * @param {any} map
 * @param {(from: string, to: string, shortest: number, longest: number) => void} marked
 */
function marking(place, mark, told, map, marked) {
  /** @type {{ x: number, y: number } | null} */
  let from = null;
  const at = (/** @type {PointerEvent} */ event) => {
    const box = place.getBoundingClientRect();
    return {
      x: Math.min(Math.max(event.clientX - box.left, LEFT), box.width),
      y: Math.min(Math.max(event.clientY - box.top, 0), HEIGHT - BELOW),
      width: box.width,
    };
  };
  const time = (/** @type {number} */ x, /** @type {number} */ width) => {
    const [start, end] = [BigInt(map.fromUnixNano), BigInt(map.toUnixNano)];
    const share = BigInt(Math.round(((x - LEFT) / (width - LEFT)) * 1e6));
    return start + ((end - start) * share) / 1_000_000n;
  };
  /** The edge of the cells, above or below a height. */
  const edge = (/** @type {number} */ y, /** @type {"floor" | "ceil"} */ to) => (Math[to]((y / (HEIGHT - BELOW)) * map.rows) / map.rows) * (HEIGHT - BELOW);
  const long = (/** @type {number} */ y) => {
    const [shortest, longest] = [Math.max(Number(map.shortestNano), 1), Math.max(Number(map.longestNano), 1)];
    return shortest * (longest / shortest) ** (1 - y / (HEIGHT - BELOW));
  };
  place.addEventListener("pointerdown", (event) => {
    from = at(event);
    place.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  place.addEventListener("pointermove", (event) => {
    const now = at(event);
    told.hidden = false;
    told.textContent = `${clock(time(now.x, now.width))} · ${duration(long(now.y))}`;
    told.style.left = `${Math.min(now.x + 10, now.width - 200)}px`;
    told.style.top = `${now.y + 12}px`;
    if (!from) return;
    mark.hidden = false;
    mark.style.left = `${Math.min(from.x, now.x)}px`;
    mark.style.top = `${Math.min(from.y, now.y)}px`;
    mark.style.width = `${Math.abs(from.x - now.x)}px`;
    mark.style.height = `${Math.abs(from.y - now.y)}px`;
  });
  place.addEventListener("pointerup", (event) => {
    const begun = from;
    from = null;
    mark.hidden = true;
    const now = at(event);
    if (!begun || Math.abs(begun.x - now.x) < 4) return;
    const [left, right] = [Math.min(begun.x, now.x), Math.max(begun.x, now.x)];
    const [top, bottom] = [Math.min(begun.y, now.y), Math.max(begun.y, now.y)];
    marked(String(time(left, now.width)), String(time(right, now.width)), long(edge(bottom, "ceil")), long(edge(top, "floor")));
  });
  place.addEventListener("pointercancel", () => {
    from = null;
    mark.hidden = true;
  });
  place.addEventListener("pointerleave", () => {
    told.hidden = true;
  });
}
