// Who calls whom: one node for each service, callers before those they call: to their left, and
// where there is no room for that, above them.

import { go, place, written } from "../base/address.js";
import { ask } from "../base/ask.js";
import { colourOf } from "../base/colour.js";
import { drawn, element, refill } from "../base/element.js";
import { count, duration, middleOut, percent } from "../base/format.js";
import { layersOf } from "./layers.js";
import { covered, empty, heading, since } from "./parts.js";

/**
 * Measures in pixels: of a node, from one layer to the next, and from one node of a layer to the
 * next.
 *
 * @typedef {{ isDown: boolean, width: number, height: number, layer: number, next: number, margin: number }} Measures
 */

/** @type {Measures} */
const ACROSS = { isDown: false, width: 170, height: 46, layer: 280, next: 78, margin: 24 };

/** @type {Measures} */
const DOWN = { isDown: true, width: 136, height: 46, layer: 104, next: 150, margin: 8 };

/** @typedef {{ client: string, server: string, count: string, errors: string, p95Nano: string }} Edge */

/**
 * @param {HTMLElement} root
 * @param {string[]} path
 * @param {AbortSignal} signal
 */
export async function showMap(root, path, signal) {
  const minutes = Number(place().query.minutes) || 60;
  const [{ edges, coverage }, { services }] = await Promise.all([
    ask(`/api/viewer/map?minutes=${minutes}`, signal),
    ask(`/api/viewer/services?minutes=${minutes}`, signal),
  ]);
  const choose = since(minutes, (minutes) => go(written(path, { minutes })));
  const names = [...new Set([...services.map((/** @type {any} */ line) => line.service), ...edges.flatMap((/** @type {Edge} */ edge) => [edge.client, edge.server])])].sort();
  const body = names.length === 0 ? empty("No call was counted in this time") : element("div", { class: "map-place", tabindex: 0 }, drawing(names, edges, services, minutes, root.clientWidth < 600 ? DOWN : ACROSS));
  refill(root, element("div", { class: "page" }, heading("Map", choose), body, edgeList(edges), covered(coverage)));
}

/**
 * @param {string[]} names
 * @param {Edge[]} edges
 * @param {any[]} services
 * @param {number} minutes
 * @param {Measures} by
 */
function drawing(names, edges, services, minutes, by) {
  const layers = layersOf(names, edges);
  const places = new Map();
  const columns = new Map();
  for (const name of names) {
    const layer = layers.get(name) ?? 0;
    const row = columns.get(layer) ?? 0;
    columns.set(layer, row + 1);
    const [along, beside] = [by.margin + layer * by.layer, by.margin + row * by.next];
    places.set(name, by.isDown ? { x: beside, y: along } : { x: along, y: beside });
  }
  const width = Math.max(...[...places.values()].map(({ x }) => x)) + by.width + by.margin;
  const height = Math.max(...[...places.values()].map(({ y }) => y)) + by.height + by.margin;
  const most = edges.reduce((most, edge) => Math.max(most, Number(edge.count)), 1);
  const known = new Map(services.map((line) => [line.service, line]));
  return drawn(
    "svg",
    { class: "map", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": "Service map; the table below says the same" },
    drawn("defs", {}, drawn("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerUnits: "userSpaceOnUse", markerWidth: 9, markerHeight: 9, orient: "auto" }, drawn("path", { d: "M0 0L8 4L0 8z", class: "arrow" }))),
    edges.map((edge) => line(edge, places, most, by)),
    names.map((name) => node(name, places.get(name), known.get(name), minutes, by)),
  );
}

/**
 * A call: from the far side of the caller to the near side of who is called; a call back goes
 * around below or beside them.
 *
 * @param {Edge} edge
 * @param {Map<string, { x: number, y: number }>} places
 * @param {number} most
 * @param {Measures} by
 */
function line(edge, places, most, by) {
  const [from, to] = [places.get(edge.client), places.get(edge.server)];
  if (!from || !to) return null;
  const points = by.isDown
    ? curve({ at: from.y, beside: from.x }, { at: to.y, beside: to.x }, by.height, by.width).map(({ at, beside }) => ({ x: beside, y: at }))
    : curve({ at: from.x, beside: from.y }, { at: to.x, beside: to.y }, by.width, by.height).map(({ at, beside }) => ({ x: at, y: beside }));
  const [start, ...rest] = points.map(({ x, y }) => `${x} ${y}`);
  const label = onCurve(points);
  const failed = Number(edge.errors) / Math.max(Number(edge.count), 1);
  const wide = 1 + 4 * Math.sqrt(Number(edge.count) / most);
  return drawn(
    "g",
    { class: failed > 0 ? "edge-line is-error" : "edge-line" },
    drawn("path", { d: `M${start}C${rest.join(" ")}`, "stroke-width": wide.toFixed(1), "stroke-dasharray": failed > 0.05 ? "6 3" : null, "marker-end": "url(#arrow)" }),
    drawn("text", { x: label.x, y: label.y + 4, "text-anchor": "middle" }, `${count(BigInt(edge.count))}${failed > 0 ? ` · ◤ ${percent(failed)}` : ""}`),
    drawn("title", {}, `${edge.client} → ${edge.server}: ${edge.count} calls, p95 ${duration(Number(edge.p95Nano))}, ${edge.errors} failed`),
  );
}

/**
 * The four points of a Bézier curve between two nodes, along the layers and beside them.
 *
 * @param {{ at: number, beside: number }} from
 * @param {{ at: number, beside: number }} to
 * @param {number} long how long a node is along the layers
 * @param {number} wide
 */
function curve(from, to, long, wide) {
  if (to.at > from.at) {
    const [start, end] = [from.at + long, to.at];
    const middle = (start + end) / 2;
    const [of, at] = [from.beside + wide / 2, to.beside + wide / 2];
    return [{ at: start, beside: of }, { at: middle, beside: of }, { at: middle, beside: at }, { at: end, beside: at }];
  }
  const [start, end] = [from.at + long / 2, to.at + long / 2];
  const [of, at] = [from.beside + wide, to.beside + wide];
  return [{ at: start, beside: of }, { at: start, beside: of + 34 }, { at: end, beside: at + 34 }, { at: end, beside: at }];
}

/**
 * Where a call's number stands: nearer to its end, as calls that begin at one node part there.
 *
 * @param {{ x: number, y: number }[]} points of a Bézier curve
 */
function onCurve(points) {
  const t = 0.6;
  const parts = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
  const sum = (/** @type {"x" | "y"} */ axis) => points.reduce((sum, point, at) => sum + parts[at] * point[axis], 0);
  return { x: sum("x"), y: sum("y") };
}

/**
 * @param {string} name
 * @param {{ x: number, y: number }} place
 * @param {any} counts
 * @param {number} minutes
 * @param {Measures} by
 */
function node(name, place, counts, minutes, by) {
  const failed = counts ? Number(counts.errors) / Math.max(Number(counts.count), 1) : 0;
  const said = counts ? `p95 ${duration(Number(counts.p95Nano))}${failed > 0 ? ` · ◤ ${percent(failed)}` : ""}` : "sends no spans";
  return drawn(
    "a",
    { href: written(["services", name], { minutes }), class: "node" },
    drawn("rect", { x: place.x, y: place.y, width: by.width, height: by.height, rx: 4 }),
    drawn("rect", { x: place.x, y: place.y, width: 4, height: by.height, class: `service-fill-${colourOf(name)}` }),
    drawn("text", { x: place.x + 12, y: place.y + 19, class: "node-name" }, middleOut(name, by.isDown ? 17 : 22)),
    drawn("text", { x: place.x + 12, y: place.y + 36, class: failed > 0.05 ? "node-fact is-error" : "node-fact" }, said),
    drawn("title", {}, name),
  );
}

/** @param {Edge[]} edges */
function edgeList(edges) {
  if (edges.length === 0) return null;
  const lines = edges.map((edge) =>
    element(
      "tr",
      {},
      element("td", {}, `${edge.client} → ${edge.server}`),
      element("td", { class: "number" }, count(BigInt(edge.count))),
      element("td", { class: Number(edge.errors) > 0 ? "number is-bad" : "number" }, Number(edge.errors) > 0 ? `◤ ${count(BigInt(edge.errors))}` : "0"),
      element("td", { class: "number" }, duration(Number(edge.p95Nano))),
    ),
  );
  const titles = ["Call", "Count", "Failed", "p95"].map((title, at) => element("th", { scope: "col", class: at > 0 ? "number" : null }, title));
  return element("table", { class: "edges" }, element("thead", {}, element("tr", {}, titles)), element("tbody", {}, lines));
}
