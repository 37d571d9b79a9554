// In which layer of the map a service stands.

/** @typedef {{ client: string, server: string, count: string }} Call */

/**
 * The layer of each service: one more than that of its callers, where calls go in a circle as
 * few as can be.
 *
 * @param {string[]} names
 * @param {Call[]} edges
 */
export function layersOf(names, edges) {
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
 * @param {Call[]} edges
 */
function isBack(client, server, edges) {
  const there = edges.find((edge) => edge.client === client && edge.server === server);
  const back = edges.find((edge) => edge.client === server && edge.server === client);
  return back !== undefined && Number(back.count) > Number(there?.count ?? 0);
}
