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
 * `null` where something of it is not known. A value is a part of the address, whatever it
 * holds.
 *
 * @param {Template} template
 * @param {Known} known
 */
function link({ name, template }, known) {
  let isWhole = true;
  const address = template.replace(/\{([^}]*)\}/g, (_, /** @type {string} */ of) => {
    const value = Object.hasOwn(known, of) ? known[of] : undefined;
    isWhole &&= value !== undefined && value !== "";
    // Not every text is made of characters, and an address is.
    return encodeURIComponent(String(value ?? "").toWellFormed());
  });
  return isWhole && element("a", { class: "outside", href: address, target: "_blank", rel: "noreferrer" }, name, " ↗");
}
