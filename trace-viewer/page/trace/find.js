// One box to find with: an id, a part of a name, or `key=value`. Of a large trace the viewer
// finds the same in all rows (`found.rs`).

import { attributesOf, shownValue, spansOf } from "./otlp.js";

/** Rows that were found, by their places in the whole tree. */
export class Found {
  /**
   * @param {Iterable<number>} places ascending: the first ones
   * @param {number} count of all
   */
  constructor(places, count) {
    this.places = new Set(places);
    this.count = count;
  }
}

/**
 * Finds rows. Names and ids are there already; for `key=value` the whole trace is asked for,
 * once.
 *
 * @param {import("./model.js").Model} model
 * @param {import("./source.js").Source} source
 * @param {AbortSignal} signal
 * @param {import("./beyond.js").Beyond} beyond
 * @returns {(text: string) => Promise<Found>}
 */
export function finder(model, source, signal, beyond) {
  /** @type {Promise<Map<string, string[]>> | null} */
  let attributes = null;
  const of = (/** @type {Set<number>} */ rows) => new Found([...rows].sort((a, b) => a - b).map((row) => model.places[row]), rows.size);
  return async (text) => {
    if (model.isPart) return beyond.find({ q: text });
    const wanted = text.toLowerCase();
    const found = byName(model, wanted);
    const pair = /^([\w.:/-]+)\s*=\s*(.*)$/s.exec(text);
    if (!pair) return of(found);
    attributes ??= source.whole(signal).then((whole) => pairs(whole.spans));
    const all = await attributes.catch(() => new Map());
    const sought = `${pair[1]}=${pair[2]}`.toLowerCase();
    for (let row = 0; row < model.length; row += 1) {
      if (all.get(model.spanIds[row])?.some((/** @type {string} */ one) => one.includes(sought))) found.add(row);
    }
    return of(found);
  };
}

/**
 * @param {import("./model.js").Model} model
 * @param {string} wanted
 */
function byName(model, wanted) {
  const found = new Set();
  // Names are few, rows many.
  const matching = new Set(model.strings.flatMap((text, at) => (text.toLowerCase().includes(wanted) ? [at] : [])));
  const isId = /^[0-9a-f]{4,16}$/.test(wanted);
  for (let row = 0; row < model.length; row += 1) {
    const isNamed = matching.has(model.nameAt[row]) || matching.has(model.serviceAt[row]);
    if (isNamed || (isId && model.spanIds[row].startsWith(wanted))) found.add(row);
    else if (model.causeOf.get(row)?.message.toLowerCase().includes(wanted)) found.add(row);
  }
  return found;
}

/**
 * The attributes of each span as `key=value`, in lower case.
 *
 * @param {any} whole
 */
function pairs(whole) {
  /** @type {Map<string, string[]>} */
  const all = new Map();
  for (const { span, resource } of spansOf(whole)) {
    const own = [...attributesOf(span.attributes), ...attributesOf(resource?.attributes)];
    const texts = own.map(({ key, value }) => `${key}=${shownValue(value)}`.toLowerCase());
    all.set(span.spanId, [...(all.get(span.spanId) ?? []), ...texts]);
  }
  return all;
}
