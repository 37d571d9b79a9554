// A colour for each service: one of sixteen, by its name.

export const COLOURS = 16;

/** The first ones differ most: they are given out before the others. */
const FIRST = 8;

/** @type {Map<string, number>} */
const chosen = new Map();

/**
 * The number of a service's colour, the same in every view. Only the seventeenth service shares
 * one: the name stands beside it, always.
 *
 * @param {string} service
 */
export function colourOf(service) {
  if (service === "") return 0;
  let colour = chosen.get(service);
  if (colour === undefined) {
    colour = freeFor(hash(service), new Set(chosen.values()));
    chosen.set(service, colour);
  }
  return colour;
}

/**
 * Gives colours to services whose spans are in the store. Where two would have the same one, the
 * order of their names decides, and not which of them is seen first.
 *
 * @param {string[]} services
 */
export function know(services) {
  for (const service of [...services].sort()) colourOf(service);
}

/**
 * @param {number} number
 * @param {Set<number>} used
 */
function freeFor(number, used) {
  for (const [from, length] of [[0, FIRST], [FIRST, COLOURS - FIRST]]) {
    for (let at = 0; at < length; at += 1) {
      const colour = from + ((number + at) % length);
      if (!used.has(colour)) return colour;
    }
  }
  return number % COLOURS;
}

/** @param {string} text */
function hash(text) {
  // FNV-1a: alike names, such as `orders-1` and `orders-2`, fall far apart.
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return (hash ^ (hash >>> 15)) >>> 0;
}
