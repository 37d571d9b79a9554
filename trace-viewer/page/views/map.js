// Who calls whom: one node for each service, callers left of those they call.

import { go, place, written } from "../base/address.js";
import { ask } from "../base/ask.js";
import { colourOf } from "../base/colour.js";
import { drawn, element, refill } from "../base/element.js";
import { count, duration, middleOut, percent } from "../base/format.js";
import { covered, empty, heading, since } from "./parts.js";

const NODE = { width: 170, height: 46, across: 280, down: 78, margin: 24 };

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
  const body = names.length === 0 ? empty("No call was counted in this time") : element("div", { class: "map-place", tabindex: 0 }, drawing(names, edges, services, minutes));
  refill(root, element("div", { class: "page" }, heading("Map", choose), body, edgeList(edges), covered(coverage)));
}

/**
 * @param {string[]} names
 * @param {Edge[]} edges
 * @param {any[]} services
 * @param {number} minutes
 */
function drawing(names, edges, services, minutes) {
  const layers = layersOf(names, edges);
  const places = new Map();
  const columns = new Map();
  for (const name of names) {
    const layer = layers.get(name) ?? 0;
    const row = columns.get(layer) ?? 0;
    columns.set(layer, row + 1);
    places.set(name, { x: NODE.margin + layer * NODE.across, y: NODE.margin + row * NODE.down });
  }
  const width = Math.max(...[...places.values()].map(({ x }) => x)) + NODE.width + NODE.margin;
  const height = Math.max(...[...places.values()].map(({ y }) => y)) + NODE.height + NODE.margin;
  const most = edges.reduce((most, edge) => Math.max(most, Number(edge.count)), 1);
  const known = new Map(services.map((line) => [line.service, line]));
  return drawn(
    "svg",
    { class: "map", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": "Service map; the table below says the same" },
    drawn("defs", {}, drawn("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerUnits: "userSpaceOnUse", markerWidth: 9, markerHeight: 9, orient: "auto" }, drawn("path", { d: "M0 0L8 4L0 8z", class: "arrow" }))),
    edges.map((edge) => line(edge, places, most)),
    names.map((name) => node(name, places.get(name), known.get(name), minutes)),
  );
}

/**
 * The layer of each service: one more than that of its callers, where calls go in a circle as
 * few as can be.
 *
 * @param {string[]} names
 * @param {Edge[]} edges
 */
function layersOf(names, edges) {
  const layers = new Map(names.map((name) => [name, 0]));
  // Longest paths, by relaxing; a circle ends it after as many rounds as there are services.
  for (let round = 0; round < names.length; round += 1) {
    let isDone = true;
    for (const { client, server } of edges) {
      const layer = (layers.get(client) ?? 0) + 1;
      if (client !== server && layer > (layers.get(server) ?? 0) && layer < names.length && !isBack(client, server, edges)) {
        layers.set(server, layer);
        isDone = false;
      }
    }
    if (isDone) break;
  }
  return layers;
}

/**
 * Whether a call is answered by calls in the other direction that are more: then the other one
 * is drawn forward.
 *
 * @param {string} client
 * @param {string} server
 * @param {Edge[]} edges
 */
function isBack(client, server, edges) {
  const there = edges.find((edge) => edge.client === client && edge.server === server);
  const back = edges.find((edge) => edge.client === server && edge.server === client);
  return back !== undefined && Number(back.count) > Number(there?.count ?? 0);
}

/**
 * @param {Edge} edge
 * @param {Map<string, { x: number, y: number }>} places
 * @param {number} most
 */
function line(edge, places, most) {
  const [from, to] = [places.get(edge.client), places.get(edge.server)];
  if (!from || !to) return null;
  const isForward = to.x > from.x;
  const [x1, x2] = isForward ? [from.x + NODE.width, to.x] : [from.x + NODE.width / 2, to.x + NODE.width / 2];
  const [y1, y2] = isForward ? [from.y + NODE.height / 2, to.y + NODE.height / 2] : [from.y + NODE.height, to.y + NODE.height];
  const bend = isForward ? `C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}` : `C${x1} ${y1 + 34} ${x2} ${y2 + 34} ${x2} ${y2}`;
  const failed = Number(edge.errors) / Math.max(Number(edge.count), 1);
  const wide = 1 + 4 * Math.sqrt(Number(edge.count) / most);
  return drawn(
    "g",
    { class: failed > 0 ? "edge-line is-error" : "edge-line" },
    drawn("path", { d: `M${x1} ${y1}${bend}`, "stroke-width": wide.toFixed(1), "stroke-dasharray": failed > 0.05 ? "6 3" : null, "marker-end": "url(#arrow)" }),
    drawn("text", { x: (x1 + x2) / 2, y: (y1 + y2) / 2 - 6, "text-anchor": "middle" }, `${count(BigInt(edge.count))}${failed > 0 ? ` · ◤ ${percent(failed)}` : ""}`),
    drawn("title", {}, `${edge.client} → ${edge.server}: ${edge.count} calls, p95 ${duration(Number(edge.p95Nano))}, ${edge.errors} failed`),
  );
}

/**
 * @param {string} name
 * @param {{ x: number, y: number }} place
 * @param {any} counts
 * @param {number} minutes
 */
function node(name, place, counts, minutes) {
  const failed = counts ? Number(counts.errors) / Math.max(Number(counts.count), 1) : 0;
  const said = counts ? `p95 ${duration(Number(counts.p95Nano))}${failed > 0 ? ` · ◤ ${percent(failed)}` : ""}` : "sends no spans";
  return drawn(
    "a",
    { href: written(["services", name], { minutes }), class: "node" },
    drawn("rect", { x: place.x, y: place.y, width: NODE.width, height: NODE.height, rx: 4 }),
    drawn("rect", { x: place.x, y: place.y, width: 4, height: NODE.height, class: `service-fill-${colourOf(name)}` }),
    drawn("text", { x: place.x + 12, y: place.y + 19, class: "node-name" }, middleOut(name, 22)),
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
      element("td", { class: "number" }, Number(edge.errors) > 0 ? `◤ ${count(BigInt(edge.errors))}` : "0"),
      element("td", { class: "number" }, duration(Number(edge.p95Nano))),
    ),
  );
  const titles = ["Call", "Count", "Failed", "p95"].map((title, at) => element("th", { scope: "col", class: at > 0 ? "number" : null }, title));
  return element("table", { class: "edges" }, element("thead", {}, element("tr", {}, titles)), element("tbody", {}, lines));
}
