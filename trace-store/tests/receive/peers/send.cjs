// Sends one trace with the SDK of OpenTelemetry: `send.cjs PROTOCOL COMPRESSION ADDRESS`.

const api = require("@opentelemetry/api");
const { SeverityNumber } = require("@opentelemetry/api-logs");
const { resourceFromAttributes } = require("@opentelemetry/resources");
const { LoggerProvider, SimpleLogRecordProcessor } = require("@opentelemetry/sdk-logs");
const { BatchSpanProcessor, NodeTracerProvider } = require("@opentelemetry/sdk-trace-node");

const [protocol, compression, address] = process.argv.slice(2);
const exporters = {
  "http/json": "http",
  "http/protobuf": "proto",
  grpc: "grpc",
};
const which = exporters[protocol];
const { OTLPTraceExporter } = require(`@opentelemetry/exporter-trace-otlp-${which}`);
const { OTLPLogExporter } = require(`@opentelemetry/exporter-logs-otlp-${which}`);
const settings = (path) => ({
  url: protocol === "grpc" ? `http://${address}` : `http://${address}/v1/${path}`,
  compression,
});

async function main() {
  const resource = resourceFromAttributes({ "service.name": "größer" });
  const provider = new NodeTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(settings("traces")))],
  });
  const tracer = provider.getTracer("peer", "1.2.3");

  const linked = tracer.startSpan("linked");
  linked.end();
  const root = tracer.startSpan("POST /größer/日本語/😀", {
    kind: api.SpanKind.SERVER,
    links: [{ context: linked.spanContext(), attributes: { why: "batch" } }],
    attributes: {
      text: "größer 日本語 😀",
      empty: "",
      bool: true,
      int: -42,
      double: 0.1,
      texts: ["a", "", "ü"],
      bools: [true, false],
      ints: [1, -2],
      doubles: [0.5, -1.5],
    },
    startTime: [1_700_000_000, 1],
  });
  root.addEvent("größer", { place: 1 }, [1_700_000_000, 2]);
  root.setStatus({ code: api.SpanStatusCode.ERROR, message: "größer failed" });
  const context = api.trace.setSpan(api.ROOT_CONTEXT, root);
  for (let number = 0; number < 600; number += 1) {
    tracer.startSpan(`child ${number}`, { kind: api.SpanKind.CLIENT }, context).end();
  }
  root.end([1_700_000_001, 3]);

  const logs = new LoggerProvider({
    resource,
    processors: [
      new SimpleLogRecordProcessor({ exporter: new OTLPLogExporter(settings("logs")) }),
    ],
  });
  logs.getLogger("peer").emit({
    timestamp: [1_700_000_000, 4],
    severityNumber: SeverityNumber.WARN,
    severityText: "WARN",
    body: "größer 😀",
    attributes: { line: 7 },
    context,
  });
  await provider.shutdown();
  await logs.shutdown();

  const ids = root.spanContext();
  console.log(
    JSON.stringify({
      trace: ids.traceId,
      span: ids.spanId,
      linked_trace: linked.spanContext().traceId,
      linked_span: linked.spanContext().spanId,
    }),
  );
}

main();
