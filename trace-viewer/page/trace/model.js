// A trace as columns: one array for each thing that is known of a row, and no object for each.

const ERROR = 2;

/** What is drawn of one trace. Rows stand in the order in which they are drawn: parents first. */
export class Model {
  /** @param {any} tree the answer of `/api/viewer/trace/{id}/tree` */
  constructor(tree) {
    const { rows } = tree;
    this.id = /** @type {string} */ (tree.traceId);
    this.start = BigInt(tree.startUnixNano);
    this.duration = Number(tree.durationNano);
    this.sentence = /** @type {string} */ (tree.sentence);
    this.findings = /** @type {string[]} */ (tree.findings);
    this.patterns = /** @type {{ sentence: string, row: number, rows: number[], lost: number }[]} */ (tree.patterns);
    this.causes = /** @type {{ row: number, message: string, handledBy: number | null }[]} */ (tree.causes);
    this.path = /** @type {{ row: number, start: number, duration: number }[]} */ (tree.path);
    this.isAdjusted = Boolean(tree.isAdjusted);
    this.stored = tree.stored;

    this.length = /** @type {number} */ (rows.spanId.length);
    this.spanIds = /** @type {string[]} */ (rows.spanId);
    this.parents = Int32Array.from(rows.parent);
    this.depths = Uint32Array.from(rows.depth);
    this.starts = Float64Array.from(rows.start);
    this.durations = Float64Array.from(rows.duration);
    this.own = Float64Array.from(rows.own);
    /** Of a call: what its server did not see, in the network and in a queue. */
    this.underWay = Float64Array.from(rows.underWay);
    this.critical = Float64Array.from(rows.critical);
    this.kinds = Uint8Array.from(rows.kind);
    this.statuses = Uint8Array.from(rows.status);
    this.events = Uint32Array.from(rows.events);
    this.links = Uint32Array.from(rows.links);
    this.logs = Uint32Array.from(rows.logs);
    this.missing = new Set(/** @type {number[]} */ (rows.missing));
    this.circles = new Set(/** @type {number[]} */ (rows.circles));
    /** The place of each row in the whole tree: a large one comes in parts. */
    this.places = Uint32Array.from(rows.place ?? rows.spanId.keys());
    this.hidden = Uint32Array.from(rows.hidden ?? rows.spanId.map(() => 0));
    this.hiddenChildren = Uint32Array.from(rows.hiddenChildren ?? rows.spanId.map(() => 0));
    this.strings = /** @type {string[]} */ (tree.strings);
    this.nameAt = Uint32Array.from(rows.name);
    this.serviceAt = Uint32Array.from(rows.service);

    this.sizes = sizes(this.parents);
    this.services = [...new Set(this.serviceAt)].map((at) => this.strings[at]).filter(Boolean).sort();
    this.causeOf = new Map(this.causes.map((cause) => [cause.row, cause]));
    this.errors = this.inOrderOfErrors();
    this.spanCount = /** @type {number} */ (tree.spanCount ?? this.rowsOfSpans);
    this.errorCount = /** @type {number} */ (tree.errorCount ?? this.errors.length);
    /** Rows that were loaded for themselves, not as the next children of the row above. */
    this.single = new Set(/** @type {number[]} */ (rows.single ?? []));
  }

  /** @param {number} row */
  name(row) {
    if (this.missing.has(row)) return "span that has not come";
    return this.strings[this.nameAt[row]] || (this.spanIds[row] === "" ? "trace" : "(no name)");
  }

  /** @param {number} row */
  service(row) {
    return this.strings[this.serviceAt[row]] ?? "";
  }

  /** @param {number} row */
  end(row) {
    return this.starts[row] + this.durations[row];
  }

  /** @param {number} row */
  isError(row) {
    return this.statuses[row] === ERROR;
  }

  /** @param {number} row */
  hasChildren(row) {
    return this.sizes[row] > 1;
  }

  /**
   * The row of a span; -1 where there is none.
   *
   * @param {string} spanId
   */
  rowOf(spanId) {
    return spanId === "" ? -1 : this.spanIds.indexOf(spanId);
  }

  /** How many of a row's first children are here. @param {number} row */
  childrenHere(row) {
    let children = 0;
    for (let at = row + 1; at < row + this.sizes[row]; at += this.sizes[at]) children += this.single.has(at) ? 0 : 1;
    return children;
  }

  /** Whether rows are not here. */
  get isPart() {
    return this.length > 0 && this.hidden[0] > 0;
  }

  /**
   * The row at a place of the whole tree; -1 where it is not here.
   *
   * @param {number} place
   */
  rowAt(place) {
    const row = firstFrom(this.places, place);
    return this.places[row] === place ? row : -1;
  }

  /** How many spans are here, without the rows that stand for something else. */
  get rowsOfSpans() {
    let others = this.missing.size;
    if (this.length > 0 && this.spanIds[0] === "") others += 1;
    return this.length - others;
  }

  /**
   * The rows above a row, the nearest first.
   *
   * @param {number} row
   */
  *above(row) {
    for (let at = this.parents[row]; at >= 0; at = this.parents[at]) yield at;
  }

  /**
   * The rows that are shown: those that are kept, with all above them, and nothing under a row
   * that is closed.
   *
   * @param {Set<number>} closed
   * @param {((row: number) => boolean) | null} isKept `null` keeps all
   * @returns {Uint32Array}
   */
  shown(closed, isKept) {
    const kept = isKept && this.withAbove(isKept);
    const rows = new Uint32Array(this.length);
    let length = 0;
    for (let row = 0; row < this.length; ) {
      if (kept && !kept[row]) {
        row += this.sizes[row];
        continue;
      }
      rows[length] = row;
      length += 1;
      row += closed.has(row) ? this.sizes[row] : 1;
    }
    return rows.subarray(0, length);
  }

  /** @param {(row: number) => boolean} isKept */
  withAbove(isKept) {
    const kept = new Uint8Array(this.length);
    // From the last to the first: a row comes after those that are above it.
    for (let row = this.length - 1; row >= 0; row -= 1) {
      if (kept[row] || isKept(row)) {
        kept[row] = 1;
        if (this.parents[row] >= 0) kept[this.parents[row]] = 1;
      }
    }
    return kept;
  }

  /** The failed rows: first where errors began, then those that they passed. */
  inOrderOfErrors() {
    const passed = [];
    for (let row = 0; row < this.length; row += 1) {
      if (this.isError(row) && !this.causeOf.has(row)) passed.push(row);
    }
    return [...this.causes.map((cause) => cause.row), ...passed];
  }
}

/**
 * Where a number stands, or would stand, among ascending ones.
 *
 * @param {Uint32Array} numbers
 * @param {number} number
 */
export function firstFrom(numbers, number) {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * How many rows stand in each row's part of the tree, itself included.
 *
 * @param {Int32Array} parents
 */
function sizes(parents) {
  const sizes = new Uint32Array(parents.length).fill(1);
  for (let row = parents.length - 1; row >= 0; row -= 1) {
    if (parents[row] >= 0) sizes[parents[row]] += sizes[row];
  }
  return sizes;
}
