// From times to places on the screen. The place of a bar is a matter of its times alone.

/** The part of a trace that is in view: nanoseconds from its start. */
export class Window {
  /**
   * @param {number} start
   * @param {number} end
   */
  constructor(start, end) {
    this.start = start;
    this.end = Math.max(end, start + 1);
  }

  get length() {
    return this.end - this.start;
  }

  /**
   * The place of a time, in pixels.
   *
   * @param {number} time
   * @param {number} width of the whole window, in pixels
   */
  x(time, width) {
    return ((time - this.start) / this.length) * width;
  }

  /**
   * The time at a place.
   *
   * @param {number} x
   * @param {number} width
   */
  time(x, width) {
    return this.start + (x / width) * this.length;
  }

  /**
   * A window `factor` times as long, in which `fixed` stays where it is.
   *
   * @param {number} factor
   * @param {number} fixed
   * @param {number} duration of the trace, outside of which nothing is shown
   */
  zoomed(factor, fixed, duration) {
    const length = Math.min(Math.max(this.length * factor, 100), Math.max(duration, 1));
    const share = (fixed - this.start) / this.length;
    return new Window(fixed - share * length, fixed - share * length + length).within(duration);
  }

  /**
   * @param {number} by
   * @param {number} duration
   */
  moved(by, duration) {
    return new Window(this.start + by, this.end + by).within(duration);
  }

  /** @param {number} duration */
  within(duration) {
    const length = Math.min(this.length, Math.max(duration, 1));
    const start = Math.min(Math.max(this.start, 0), Math.max(duration, 1) - length);
    return new Window(start, start + length);
  }
}

/**
 * Round times for an axis: 1, 2 or 5 with noughts, four to eight of them.
 *
 * @param {Window} window
 * @param {number} width in pixels
 * @returns {{ step: number, times: number[] }}
 */
export function ticks(window, width) {
  const wanted = Math.min(8, Math.max(2, Math.floor(width / 110)));
  const rough = window.length / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= rough) ?? rough;
  const times = [];
  for (let time = Math.ceil(window.start / step) * step; time <= window.end; time += step) times.push(time);
  return { step, times };
}
