// Rows of a large tree that come when they are asked for.

/** What is known of every row by a number or a text that stays as it is. */
const AS_THEY_ARE = ["spanId", "depth", "start", "duration", "own", "underWay", "critical", "kind", "status", "events", "links", "logs", "place"];

/**
 * A tree with the rows of a branch put where they belong. What is told of rows by their number
 * follows them to their new place.
 *
 * @param {any} tree an answer of `tree` that leaves rows out
 * @param {any} branch an answer of `tree?under=`, or of `tree?rows=`
 * @param {boolean} isSingle whether it is of single rows: not the next ones after those here
 * @returns {any}
 */
export function joined(tree, branch, isSingle) {
  const known = new Set(tree.rows.place);
  const isNew = (/** @type {{ from: any, at: number }} */ { from, at }) => !known.has(from.rows.place[at]) && from.rows.parent[at] >= 0;
  const order = [...entries(tree), ...entries(branch).filter(isNew)];
  order.sort((a, b) => a.from.rows.place[a.at] - b.from.rows.place[b.at]);
  const now = new Map(order.map(({ from, at }, row) => [from.rows.place[at], row]));

  const strings = [...tree.strings];
  const places = new Map(strings.map((text, place) => [text, place]));
  const place = (/** @type {string} */ text) => {
    if (!places.has(text)) places.set(text, strings.push(text) - 1);
    return places.get(text);
  };
  /** @type {Record<string, any[]>} */
  const rows = { missing: [], circles: [] };
  for (const name of AS_THEY_ARE) rows[name] = order.map(({ from, at }) => from.rows[name][at]);
  for (const name of ["name", "service"]) rows[name] = order.map(({ from, at }) => place(from.strings[from.rows[name][at]]));
  rows.parent = order.map(({ from, at }) => now.get(from.rows.place[from.rows.parent[at]]) ?? -1);
  for (const name of ["missing", "circles"]) {
    const of = new Map([tree, branch].map((from) => [from, new Set(from.rows[name])]));
    order.forEach(({ from, at }, row) => of.get(from)?.has(at) && rows[name].push(row));
  }
  rows.hidden = order.map(({ from, at }) => from.rows.hidden[at]);
  rows.hiddenChildren = order.map(({ from, at }) => from.rows.hiddenChildren[at]);
  const isOld = (/** @type {number} */ row) => order[row].from === tree;
  order.forEach((_, row) => isOld(row) || shownIn(rows, row, isOld));
  const single = new Set(tree.rows.single ?? []);
  const inOrder = new Set(isSingle ? [] : branch.rows.place);
  const isOutOfOrder = (/** @type {number} */ row) => (isOld(row) ? single.has(order[row].at) && !inOrder.has(order[row].from.rows.place[order[row].at]) : isSingle);
  rows.single = [...order.keys()].filter(isOutOfOrder);

  const moved = (/** @type {number} */ row) => now.get(tree.rows.place[row]);
  return {
    ...tree,
    strings,
    rows,
    path: tree.path.map((/** @type {any} */ section) => ({ ...section, row: moved(section.row) })),
    causes: tree.causes.map((/** @type {any} */ cause) => ({ ...cause, row: moved(cause.row), handledBy: cause.handledBy === null ? null : moved(cause.handledBy) })),
    patterns: tree.patterns.map((/** @type {any} */ pattern) => ({ ...pattern, row: moved(pattern.row), rows: pattern.rows.map(moved) })),
  };
}

/**
 * @param {any} from an answer
 * @returns {{ from: any, at: number }[]}
 */
function entries(from) {
  return from.rows.place.map((/** @type {number} */ _, /** @type {number} */ at) => ({ from, at }));
}

/**
 * A row that was hidden is so no longer, for all above it that were here. Those that came with
 * it do not count it.
 *
 * @param {Record<string, any[]>} rows
 * @param {number} row
 * @param {(row: number) => boolean} isOld
 */
function shownIn(rows, row, isOld) {
  if (isOld(rows.parent[row])) rows.hiddenChildren[rows.parent[row]] -= 1;
  for (let above = rows.parent[row]; above >= 0; above = rows.parent[above]) rows.hidden[above] -= isOld(above) ? 1 : 0;
}
