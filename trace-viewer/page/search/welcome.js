// What is shown before the first span has come: how to send one.

import { element, refill } from "../base/element.js";
import { copying } from "../trace/copy.js";

const endpoint = () => `${location.protocol}//${location.hostname}:4318`;

/** @type {[string, () => string][]} */
const LANGUAGES = [
  ["Rust", () => `// Cargo.toml: trace-runtime, trace-setup
let telemetry = trace_setup::install("my-service")?;   // sends to ${endpoint()}`],
  ["Python", () => `pip install opentelemetry-distro opentelemetry-exporter-otlp
opentelemetry-bootstrap -a install
OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint()} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf \\
OTEL_SERVICE_NAME=my-service opentelemetry-instrument python app.py`],
  ["Node", () => `npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node
OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint()} OTEL_SERVICE_NAME=my-service \\
node --require @opentelemetry/auto-instrumentations-node/register app.js`],
  ["Go", () => `// go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp
exporter, err := otlptracehttp.New(ctx)
// OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint()} OTEL_SERVICE_NAME=my-service`],
  ["Java", () => `OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint()} OTEL_SERVICE_NAME=my-service \\
java -javaagent:opentelemetry-javaagent.jar -jar app.jar`],
];

export function welcome() {
  const shown = element("pre", { class: "setup" });
  const tabs = LANGUAGES.map(([title, text], at) => {
    const tab = element("button", { type: "button", class: "pill", "aria-pressed": String(at === 0) }, title);
    tab.addEventListener("click", () => {
      for (const other of tabs) other.setAttribute("aria-pressed", String(other === tab));
      refill(shown, text(), copying(text()));
    });
    return tab;
  });
  refill(shown, LANGUAGES[0][1](), copying(LANGUAGES[0][1]()));
  const sent = element("span", { class: "quiet", role: "status" });
  const send = element("button", { type: "button", class: "primary" }, "Send a first trace from here");
  send.addEventListener("click", async () => {
    try {
      const response = await fetch("/v1/traces", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(firstTrace()) });
      sent.textContent = response.ok ? "Sent: reload, or search again." : `The viewer answered with ${response.status}.`;
    } catch {
      sent.textContent = "The viewer does not answer.";
    }
  });
  return element(
    "div",
    { class: "empty" },
    element("h2", {}, "No trace has come yet"),
    element("p", {}, "Services send OTLP to port 4318 (HTTP) or 4317 (gRPC); either port takes either."),
    element("p", { class: "tabs-line" }, tabs),
    shown,
    element("p", {}, send, " ", sent),
    element("p", {}, "Nothing arrives? In a terminal: ", element("code", {}, "trace-viewer doctor")),
  );
}

/** Two spans of this moment. */
function firstTrace() {
  const hex = (/** @type {number} */ bytes) => [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const [traceId, root] = [hex(16), hex(8)];
  const now = BigInt(Date.now()) * 1_000_000n;
  const span = (/** @type {string} */ spanId, /** @type {string} */ name, /** @type {bigint} */ from, /** @type {bigint} */ to, given = {}) => ({
    traceId, spanId, name, kind: 1, startTimeUnixNano: String(from), endTimeUnixNano: String(to), ...given,
  });
  return {
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "first-steps" } }] },
        scopeSpans: [{ spans: [span(root, "hello", now - 120_000_000n, now), span(hex(8), "look around", now - 100_000_000n, now - 20_000_000n, { parentSpanId: root })] }],
      },
    ],
  };
}
