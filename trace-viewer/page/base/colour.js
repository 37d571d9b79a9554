// A colour for each service: one of sixteen, by its name.

export const COLOURS = 16;

/**
 * The number of a service's colour. Two services may share one: the name stands beside it,
 * always.
 *
 * @param {string} service
 */
export function colourOf(service) {
  // FNV-1a: alike names, such as `orders-1` and `orders-2`, fall far apart.
  let hash = 0x811c9dc5;
  for (let at = 0; at < service.length; at += 1) {
    hash = Math.imul(hash ^ service.charCodeAt(at), 0x01000193) >>> 0;
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % COLOURS;
}

/**
 * Colours for the services of one view: where two would have the same, the second takes the
 * next that is free.
 *
 * @param {string[]} services in the order of their names
 * @returns {Map<string, number>}
 */
export function colours(services) {
  const chosen = new Map();
  const used = new Set();
  for (const service of [...services].sort()) {
    let colour = colourOf(service);
    while (used.has(colour) && used.size < COLOURS) colour = (colour + 1) % COLOURS;
    used.add(colour);
    chosen.set(service, colour);
  }
  return chosen;
}
