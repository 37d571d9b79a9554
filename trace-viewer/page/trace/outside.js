// Links to where else something of a trace may be seen, as `serve --link` says.

import { element } from "../base/element.js";
import { attributesOf, shownValue } from "./otlp.js";

/** @typedef {{ name: string, template: string, ofSpan: boolean }} Template */
/** @typedef {Record<string, string | undefined>} Known */

/**
 * What a link may name of a trace.
 *
 * @param {import("./model.js").Model} model
 * @returns {Known}
 */
function ofTrace(model) {
  const end = model.start + BigInt(Math.ceil(model.duration));
  return { trace_id: model.id, start_ms: String(model.start / 1_000_000n), end_ms: String(end / 1_000_000n + 1n) };
}

/**
 * Links at the trace.
 *
 * @param {Template[]} templates
 * @param {import("./model.js").Model} model
 */
export function traceLinks(templates, model) {
  const known = ofTrace(model);
  return templates.filter(({ ofSpan }) => !ofSpan).map((template) => link(template, known));
}

/**
 * Links at a span.
 *
 * @param {Template[]} templates
 * @param {import("./model.js").Model} model
 * @param {any} span as OTLP
 * @param {any} resource
 */
export function spanLinks(templates, model, span, resource) {
  /** @type {Known} */
  const known = { ...ofTrace(model), span_id: span.spanId, operation: span.name };
  for (const { key, value } of [...attributesOf(resource?.attributes), ...attributesOf(span.attributes)]) known[`attribute.${key}`] = shownValue(value);
  known.service = known["attribute.service.name"];
  return templates.filter(({ ofSpan }) => ofSpan).map((template) => link(template, known));
}

/**
 * @param {Template} template
 * @param {Known} known
 */
function link({ name, template }, known) {
  const address = filled(template, known);
  return address !== null && element("a", { class: "outside", href: address, target: "_blank", rel: "noreferrer" }, name, " ↗");
}

/**
 * The address; `null` where something of it is not known. A value stays where its name stood:
 * of dots alone, it would lead up the path, however it is encoded.
 *
 * @param {string} template
 * @param {Known} known
 */
function filled(template, known) {
  const names = /\{([^}]*)\}/g;
  const values = [...template.matchAll(names)].map(([, of]) => (Object.hasOwn(known, of) && known[of]) || "");
  if (values.some((value) => ["", ".", ".."].includes(value))) return null;
  // Not every text is made of characters, and an address is.
  const text = template.replace(names, () => encodeURIComponent((values.shift() ?? "").toWellFormed()));
  if (!URL.canParse(text)) return null;
  const [made, meant] = [new URL(text), new URL(template.replace(names, "x"))];
  const depth = (/** @type {URL} */ { pathname }) => pathname.split("/").length;
  return /^https?:$/.test(made.protocol) && made.origin === meant.origin && depth(made) === depth(meant) ? made.href : null;
}
