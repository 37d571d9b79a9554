// Numbers and times as people read them.

const UNITS = /** @type {const} */ ([
  ["d", 86_400_000_000_000],
  ["h", 3_600_000_000_000],
  ["min", 60_000_000_000],
  ["s", 1_000_000_000],
  ["ms", 1_000_000],
  ["µs", 1_000],
  ["ns", 1],
]);

/**
 * A duration with three digits that count: `2.57 s`, `843 µs`, `1 min 12 s`.
 *
 * @param {number} nanos
 * @returns {string}
 */
export function duration(nanos) {
  if (!(nanos > 0)) return "0";
  if (nanos >= 60_000_000_000) return inTwoUnits(nanos);
  const [unit, size] = UNITS.find(([, size]) => nanos >= size) ?? ["ns", 1];
  // 999.96 ms are 1.00 s, not 1000 ms.
  const shown = threeDigits(nanos / size);
  const larger = UNITS[UNITS.findIndex(([name]) => name === unit) - 1];
  if (Number(shown) >= 1000 && larger) return `1.00 ${larger[0]}`;
  return `${shown} ${unit}`;
}

/** @param {number} nanos */
function inTwoUnits(nanos) {
  // Rounded first, to the second unit: never `1 min 60 s`.
  const large = UNITS.findIndex(([, size]) => nanos >= size);
  const small = UNITS[large + 1];
  const rounded = Math.round(nanos / small[1]) * small[1];
  const first = UNITS.find(([, size]) => rounded >= size) ?? UNITS[large];
  const second = UNITS[UNITS.indexOf(first) + 1];
  const whole = Math.floor(rounded / first[1]);
  const rest = Math.floor((rounded - whole * first[1]) / second[1]);
  return rest > 0 ? `${whole} ${first[0]} ${rest} ${second[0]}` : `${whole} ${first[0]}`;
}

/** @param {number} value */
function threeDigits(value) {
  if (value >= 100 || Number.isInteger(value)) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/**
 * A duration in a unit that is given, for an axis on which all have the same.
 *
 * @param {number} nanos
 * @param {number} step between two ticks
 * @param {number} largest
 */
export function tick(nanos, step, largest) {
  const [unit, size] = UNITS.find(([name, size]) => largest >= size && !"dh".includes(name)) ?? ["ns", 1];
  const digits = Math.max(0, Math.ceil(-Math.log10(step / size) - 1e-9));
  return `${(nanos / size).toFixed(Math.min(digits, 9))} ${unit}`;
}

/**
 * A number with its thousands apart.
 *
 * @param {number | bigint} value
 */
export function count(value) {
  return value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/**
 * `1 span`, `2 spans`.
 *
 * @param {number} value
 * @param {string} one
 * @param {string} [many]
 */
export function several(value, one, many = `${one}s`) {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** @param {number} share from 0 to 1 */
export function percent(share) {
  const value = share * 100;
  if (value > 0 && value < 0.1) return "< 0.1 %";
  return `${value < 10 && value % 1 !== 0 ? value.toFixed(1) : value.toFixed(0)} %`;
}

const UNITS_OF_BYTES = ["B", "KiB", "MiB", "GiB", "TiB"];

/** @param {number} value */
export function bytes(value) {
  let unit = 0;
  while (value >= 1024 && unit < UNITS_OF_BYTES.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : threeDigits(value)} ${UNITS_OF_BYTES[unit]}`;
}

/**
 * The clock where the reader is: `14:03:22.841`; with the date where it is not today.
 *
 * @param {string | bigint | number} unixNanos
 */
export function clock(unixNanos) {
  const date = dateOf(unixNanos);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? time : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}

/**
 * Date, time and zone, for where nothing may be guessed.
 *
 * @param {string | bigint | number} unixNanos
 */
export function exactClock(unixNanos) {
  const date = dateOf(unixNanos);
  const zone = -date.getTimezoneOffset();
  const sign = zone < 0 ? "-" : "+";
  const nanos = String(BigInt(unixNanos) % 1_000_000_000n).padStart(9, "0");
  return (
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${nanos} ` +
    `${sign}${two(Math.abs(zone) / 60)}:${two(Math.abs(zone) % 60)}`
  );
}

/**
 * How long ago: `just now`, `4 min ago`.
 *
 * @param {string | bigint | number} unixNanos
 */
export function ago(unixNanos) {
  const nanos = (Date.now() - Number(BigInt(unixNanos) / 1_000_000n)) * 1e6;
  if (nanos < 2e9) return "just now";
  return `${duration(Math.floor(nanos / 1e9) * 1e9).replace(/\.\d+/, "")} ago`;
}

/** @param {string | bigint | number} unixNanos */
function dateOf(unixNanos) {
  return new Date(Number(BigInt(unixNanos) / 1_000_000n));
}

/** @param {number} value */
function two(value) {
  return String(Math.floor(value)).padStart(2, "0");
}

/**
 * A long text with its middle left out: the end of a path says most.
 *
 * @param {string} text
 * @param {number} longest
 */
export function middleOut(text, longest) {
  if (text.length <= longest) return text;
  const end = Math.ceil((longest - 1) / 2);
  return `${text.slice(0, longest - 1 - end)}…${text.slice(text.length - end)}`;
}
