// What is slow again and again, by the clocks of the place where it is looked at.

const { assert, attributes, hex, post, run } = require("./browser.cjs");

const HOUR = 3_600_000;

/** 35 traces of one span in each of these hours; `took` says how many milliseconds. */
async function sendHours(hours, took) {
  const spans = hours.flatMap((hour) =>
    Array.from({ length: 35 }, (_, at) => {
      const start = BigInt(hour) * BigInt(HOUR) * 1_000_000n + BigInt(at) * 1_000_000n;
      return {
        traceId: hex(hour) + hex(at + 1),
        spanId: hex(1),
        name: "GET /report",
        kind: 2,
        startTimeUnixNano: String(start),
        endTimeUnixNano: String(start + BigInt(took(hour)) * 1_000_000n),
      };
    }),
  );
  const resource = { attributes: attributes({ "service.name": "reports" }) };
  for (let at = 0; at < spans.length; at += 2_000) {
    await post("/v1/traces", { resourceSpans: [{ resource, scopeSpans: [{ spans: spans.slice(at, at + 2_000) }] }] });
  }
}

run(async (open) => {
  const thisHour = Math.floor(Date.now() / HOUR);
  // Three weeks, half of each day.
  const hours = Array.from({ length: 21 * 24 }, (_, at) => thisHour - 1 - at).filter((hour) => hour % 24 < 12);
  await sendHours(hours, (hour) => (hour % 24 === 3 ? 300 : 100));

  // Two hours ahead of universal time, in winter as in summer.
  const page = await open("/patterns", { timezoneId: "Africa/Johannesburg" });
  const found = page.locator(".pattern", { hasText: "GET /report" });
  await found.getByText("every day, 05:00–06:00, 2.9 times the usual, in 21 of 21 days").waitFor();
  const slow = found.locator('.hour[title*=" 5:00: 2.9 times as slow"]');
  assert.equal(await slow.count(), 7);
  assert.equal(await found.locator('.hour[title*=" 6:00: 1.0 times as slow"]').count(), 7);
  await page.close();

  // Where clocks are changed, each change within the eight weeks is told with its time.
  const told = async (timezoneId, now) => {
    const page = await open("/status", { timezoneId });
    const offsets = await page.evaluate(async (now) => (await import("/page/views/patterns.js")).offsets(now), now);
    await page.close();
    return offsets;
  };
  const second = (...date) => Date.UTC(...date) / 1000;
  assert.equal(await told("Europe/Berlin", Date.UTC(2026, 10, 1)), `120,60@${second(2026, 9, 25, 1)}`);
  assert.equal(await told("Europe/Berlin", Date.UTC(2026, 6, 1)), "120");
  assert.equal(await told("Australia/Lord_Howe", Date.UTC(2026, 3, 10)), `660,630@${second(2026, 3, 4, 15)}`);
});
