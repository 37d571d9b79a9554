// OTLP in JSON, as the details of a span are told in.

/** @typedef {{ key: string, type: string, value: unknown }} Attribute */

/**
 * A value of OTLP with the name of its type.
 *
 * @param {any} value
 * @returns {{ type: string, value: unknown }}
 */
function valueOf(value) {
  if (value === null || value === undefined) return { type: "empty", value: "" };
  if ("stringValue" in value) return { type: "string", value: value.stringValue };
  if ("boolValue" in value) return { type: "bool", value: value.boolValue };
  if ("intValue" in value) return { type: "int", value: String(value.intValue) };
  if ("doubleValue" in value) return { type: "double", value: value.doubleValue };
  if ("bytesValue" in value) return { type: "bytes", value: value.bytesValue };
  if ("arrayValue" in value) return { type: "array", value: (value.arrayValue?.values ?? []).map((/** @type {any} */ one) => valueOf(one).value) };
  if ("kvlistValue" in value) {
    const pairs = value.kvlistValue?.values ?? [];
    return { type: "map", value: Object.fromEntries(pairs.map((/** @type {any} */ pair) => [pair.key, valueOf(pair.value).value])) };
  }
  return { type: "empty", value: "" };
}

/**
 * @param {any[] | undefined} list
 * @returns {Attribute[]}
 */
export function attributesOf(list) {
  return (list ?? []).map((pair) => ({ key: String(pair.key), ...valueOf(pair.value) }));
}

/**
 * The spans of an answer, each with its resource and scope.
 *
 * @param {any} data
 * @returns {{ span: any, resource: any, scope: any }[]}
 */
export function spansOf(data) {
  return (data?.resourceSpans ?? []).flatMap((/** @type {any} */ of) =>
    (of.scopeSpans ?? []).flatMap((/** @type {any} */ scoped) =>
      (scoped.spans ?? []).map((/** @type {any} */ span) => ({ span, resource: of.resource, scope: scoped.scope })),
    ),
  );
}

/**
 * The log lines of an answer, in the order of time.
 *
 * @param {any} data
 * @returns {any[]}
 */
export function logsOf(data) {
  const lines = (data?.resourceLogs ?? []).flatMap((/** @type {any} */ of) =>
    (of.scopeLogs ?? []).flatMap((/** @type {any} */ scoped) =>
      (scoped.logRecords ?? []).map((/** @type {any} */ line) => ({ ...line, resource: of.resource, scope: scoped.scope })),
    ),
  );
  const time = (/** @type {any} */ line) => BigInt(line.timeUnixNano || line.observedTimeUnixNano || 0);
  return lines.sort((/** @type {any} */ a, /** @type {any} */ b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0));
}

/**
 * A value as it is read: texts as they are, others as JSON.
 *
 * @param {unknown} value
 */
export function shownValue(value) {
  return typeof value === "string" ? value : JSON.stringify(value) ?? "";
}
