// Services and their operations: rate, errors, durations.

import { go, place, written } from "../base/address.js";
import { ask } from "../base/ask.js";
import { colourOf } from "../base/colour.js";
import { element, refill } from "../base/element.js";
import { count, duration, percent } from "../base/format.js";
import { query } from "../search/conditions.js";
import { covered, empty, heading, since } from "./parts.js";
import { runs } from "./runs.js";
import { sorted } from "../base/sorted.js";

/**
 * @param {HTMLElement} root
 * @param {string[]} path of the address; its second part is a service
 * @param {AbortSignal} signal
 */
export async function showServices(root, path, signal) {
  const minutes = Number(place().query.minutes) || 60;
  const service = path[1];
  const parameters = new URLSearchParams({ minutes: String(minutes) });
  if (service) parameters.set("service", service);
  const answer = await ask(`/api/viewer/services?${parameters}`, signal);
  const choose = since(minutes, (minutes) => go(written(path, { minutes })));
  const body = element("div", { class: "table-place" });
  const ofRuns = element("section", {});
  refill(root, element("div", { class: "page" }, heading(service ? coloured(service, service) : "Services", service && element("a", { href: written(["services"], { minutes }) }, "All services"), choose), body, ofRuns, covered(answer.coverage)));
  // The operations are what is asked for: they do not wait for the runs.
  if (service) runs(ofRuns, service, signal).catch(() => refill(ofRuns));
  if (answer.services.length === 0) return refill(body, empty("No span was counted in this time", element("p", {}, "A longer time may have some.")));
  /** @type {import("../base/sorted.js").Column<any>[]} */
  const columns = [
    service
      ? { title: "Operation", shown: (line) => element("a", { href: written([], { q: query([{ subject: "service", operator: "=", value: line.service }, { subject: "name", operator: "=", value: line.operation }]) }) }, line.operation || "(no name)"), by: (line) => line.operation }
      : { title: "Service", shown: (line) => coloured(line.service, element("a", { href: written(["services", line.service], { minutes }) }, line.service || "(no name)")), by: (line) => line.service },
    ...(service ? [{ title: "Kind", shown: (/** @type {any} */ line) => line.kind, by: (/** @type {any} */ line) => line.kind, isExtra: true }] : []),
    { title: service ? "Spans" : "Requests", shown: (line) => count(BigInt(line.count)), by: (line) => -Number(line.count), isNumber: true, isExtra: true },
    { title: "Per second", shown: (line) => perSecond(Number(line.count) / answer.countedSeconds), by: (line) => -Number(line.count), isNumber: true, isExtra: true },
    { title: "Errors", shown: (line) => errors(line), by: (line) => -Number(line.errors) / Math.max(Number(line.count), 1), isNumber: true },
    { title: "p50", shown: (line) => duration(Number(line.p50Nano)), by: (line) => -Number(line.p50Nano), isNumber: true, isExtra: true },
    { title: "p95", shown: (line) => duration(Number(line.p95Nano)), by: (line) => -Number(line.p95Nano), isNumber: true, isExtra: true },
    { title: "p99", shown: (line) => duration(Number(line.p99Nano)), by: (line) => -Number(line.p99Nano), isNumber: true },
  ];
  sorted(body, answer.services, columns, columns.length - 1);
}

/** @param {number} rate */
function perSecond(rate) {
  return rate >= 10 ? rate.toFixed(0) : rate >= 1 ? rate.toFixed(1) : rate.toPrecision(2);
}

/**
 * @param {string} service
 * @param {Node | string} shown
 */
function coloured(service, shown) {
  const edge = element("span", { class: "edge" });
  edge.style.background = `var(--service-${colourOf(service)})`;
  return element("span", {}, edge, shown);
}

/** @param {any} line */
function errors(line) {
  const failed = Number(line.errors);
  if (failed === 0) return "0";
  const conditions = [{ subject: "service", operator: "=", value: line.service }, { subject: "status", operator: "=", value: "error" }];
  return element("a", { class: "error-count", href: written([], { q: query(conditions) }) }, `◤ ${count(BigInt(line.errors))} (${percent(failed / Number(line.count))})`);
}
