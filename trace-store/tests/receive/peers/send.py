"""Sends one trace with the SDK of OpenTelemetry: `send.py PROTOCOL COMPRESSION ADDRESS`."""

import json
import sys

from opentelemetry import trace
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import SimpleLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, SpanKind, Status, StatusCode

protocol, compression, address = sys.argv[1:]

if protocol == "grpc":
    import grpc
    from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    chosen = {"gzip": grpc.Compression.Gzip, "none": grpc.Compression.NoCompression}
    settings = {"insecure": True, "compression": chosen[compression]}
    spans = OTLPSpanExporter(endpoint=address, **settings)
    lines = OTLPLogExporter(endpoint=address, **settings)
else:
    from opentelemetry.exporter.otlp.proto.http import Compression
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    chosen = Compression(compression)
    spans = OTLPSpanExporter(f"http://{address}/v1/traces", compression=chosen)
    lines = OTLPLogExporter(f"http://{address}/v1/logs", compression=chosen)

resource = Resource({"service.name": "größer"})
provider = TracerProvider(resource=resource)
provider.add_span_processor(BatchSpanProcessor(spans))
tracer = provider.get_tracer("peer", "1.2.3", attributes={"scope": True})

linked = tracer.start_span("linked")
linked.end()
root = tracer.start_span(
    "POST /größer/日本語/😀",
    kind=SpanKind.SERVER,
    links=[Link(linked.get_span_context(), {"why": "batch"})],
    attributes={
        "text": "größer 日本語 😀",
        "empty": "",
        "bool": True,
        "int": -42,
        "double": 0.1,
        "texts": ["a", "", "ü"],
        "bools": [True, False],
        "ints": [1, -2],
        "doubles": [0.5, -1.5],
    },
    start_time=1_700_000_000_000_000_001,
)
root.add_event("größer", {"place": 1}, timestamp=1_700_000_000_000_000_002)
root.set_status(Status(StatusCode.ERROR, "größer failed"))
context = trace.set_span_in_context(root)
for number in range(600):
    tracer.start_span(f"child {number}", context, SpanKind.CLIENT).end()
root.end(end_time=1_700_000_001_000_000_003)

logs = LoggerProvider(resource=resource)
logs.add_log_record_processor(SimpleLogRecordProcessor(lines))
logs.get_logger("peer").emit(
    LogRecord(
        timestamp=1_700_000_000_000_000_004,
        severity_number=SeverityNumber.WARN,
        severity_text="WARN",
        body="größer 😀",
        attributes={"line": 7},
        context=context,
    )
)
provider.shutdown()
logs.shutdown()

ids = root.get_span_context()
linked = linked.get_span_context()
print(
    json.dumps(
        {
            "trace": format(ids.trace_id, "032x"),
            "span": format(ids.span_id, "016x"),
            "linked_trace": format(linked.trace_id, "032x"),
            "linked_span": format(linked.span_id, "016x"),
        }
    )
)
