//! Which programs are compared, and at what.

/// One row of the tables: a program with a set of options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Subject {
    pub(crate) name: &'static str,
    /// The package, and the program.
    pub(crate) package: &'static str,
    pub(crate) arguments: &'static [&'static str],
    /// The workloads; those that it does not have it skips by itself.
    pub(crate) workloads: &'static str,
}

const ALL: &str = "a a10 b b10 c d e f g h i j k5 k30 k30s k100 k400 l m n n3 o o3 p0 p";
/// Nothing is exported: there is no memory to be bounded.
const UNSAMPLED: &str = "a a10 b b10 c d e f j";

pub(crate) const EMPTY: &str = "empty";
pub(crate) const OURS: &str = "contract";
pub(crate) const OURS_OTLP: &str = "contract-otlp";
pub(crate) const OURS_SPANDATA: &str = "contract-spandata";
pub(crate) const OURS_OFF: &str = "contract/off";
pub(crate) const BOUND: &str = "bound";
pub(crate) const FASTRACE: &str = "fastrace";
pub(crate) const FASTRACE_SPANDATA: &str = "fastrace-spandata";
pub(crate) const OTEL: &str = "otel";
pub(crate) const TRACING: &str = "tracing-otel";
pub(crate) const TRACING_LEAN: &str = "tracing-lean";

/// Peers that record spans: the best of them is the fastest on the caller.
pub(crate) const PEERS: &[&str] = &[FASTRACE, FASTRACE_SPANDATA, OTEL, TRACING, TRACING_LEAN];

/// Peers that export OpenTelemetry's `SpanData`.
pub(crate) const SPANDATA: &[&str] = &[FASTRACE_SPANDATA, OTEL, TRACING, TRACING_LEAN];
/// Peers that write log lines.
pub(crate) const LOGGERS: &[&str] = &["tracing-registry", TRACING, TRACING_LEAN];

/// In the order of the rows.
pub(crate) const SUBJECTS: &[Subject] = &[
    subject(EMPTY, "bench-empty", &[], ALL),
    subject(OURS, "bench-contract", &["--variant", "count"], ALL),
    subject(OURS_OTLP, "bench-contract", &["--variant", "otlp"], ALL),
    subject(
        OURS_SPANDATA,
        "bench-contract",
        &["--variant", "spandata"],
        ALL,
    ),
    subject(BOUND, "bench-bound", &[], ALL),
    subject(FASTRACE, "bench-fastrace", &["--variant", "count"], ALL),
    subject(
        FASTRACE_SPANDATA,
        "bench-fastrace",
        &["--variant", "spandata"],
        ALL,
    ),
    subject(OTEL, "bench-otel", &["--variant", "spandata"], ALL),
    subject("otel-otlp", "bench-otel", &["--variant", "otlp"], ALL),
    subject(TRACING, "bench-tracing", &["--variant", "otel"], ALL),
    subject(TRACING_LEAN, "bench-tracing", &["--variant", "lean"], ALL),
    subject(
        "tracing-registry",
        "bench-tracing",
        &["--variant", "registry"],
        "a c g",
    ),
    subject(
        OURS_OFF,
        "bench-contract",
        &["--variant", "count", "--unsampled"],
        UNSAMPLED,
    ),
    subject("bound/off", "bench-bound", &["--unsampled"], UNSAMPLED),
    subject(
        "fastrace/off",
        "bench-fastrace",
        &["--variant", "count", "--unsampled"],
        UNSAMPLED,
    ),
    subject(
        "otel/off",
        "bench-otel",
        &["--variant", "spandata", "--unsampled"],
        UNSAMPLED,
    ),
    subject(
        "tracing-otel/off",
        "bench-tracing",
        &["--variant", "otel", "--unsampled"],
        UNSAMPLED,
    ),
];

const fn subject(
    name: &'static str,
    package: &'static str,
    arguments: &'static [&'static str],
    workloads: &'static str,
) -> Subject {
    Subject {
        name,
        package,
        arguments,
        workloads,
    }
}

impl Subject {
    pub(crate) fn has(&self, workload: &str) -> bool {
        self.workloads.split(' ').any(|of| of == workload)
    }
}

/// One kind of work, as `benches/README.md` describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Workload {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
}

/// In the order of the tables.
pub(crate) const WORKLOADS: &[Workload] = &[
    workload("a", "empty sync span, 1000 for each root; ns a span"),
    workload(
        "a10",
        "the same, 10 for each root; ns a span, with a tenth of the root",
    ),
    workload("b", "sync span with 3 attributes; ns a span"),
    workload("b10", "sync span with 10 attributes; ns a span"),
    workload("c", "request of 21 async spans, one thread; ns a request"),
    workload("d", "the same, 2 workers, 64 at a time; ns a request"),
    workload("e", "request that spawns 4 tasks, 5 spans; ns a request"),
    workload("f", "span that is polled 100 times; ns a poll"),
    workload("g", "JSON log line with ids, 10 for each root; ns a line"),
    workload(
        "h",
        "span of 400 attributes, exporter that takes 50 ms a batch; ns a span",
    ),
    workload("i", "sync function that adds an event and fails; ns a span"),
    workload(
        "j",
        "request of a service: 4 spans, late attributes, 2 events, 1 in 10 fails; ns a request",
    ),
    workload("k5", "root span with 5 attributes set late; ns a span"),
    workload("k30", "the same with 30; ns a span"),
    workload(
        "k30s",
        "the same with 30, each by a call of its own; ns a span",
    ),
    workload("k100", "the same with 100; ns a span"),
    workload("k400", "the same with 400; ns a span"),
    workload("l", "sync span with 10 events of 2 attributes; ns a span"),
    workload("m", "sync function that fails, with a source; ns a span"),
    workload("n", "headers written, `traceparent` alone; ns a write"),
    workload(
        "n3",
        "headers written, `tracestate` and `baggage` too; ns a write",
    ),
    workload("o", "headers read, `traceparent` alone; ns a read"),
    workload(
        "o3",
        "headers read, `tracestate` and `baggage` too; ns a read",
    ),
    workload(
        "p0",
        "sync span with 3 attributes, of a trace that came in; ns a span",
    ),
    workload("p", "the same, which came with a `tracestate`; ns a span"),
];

const fn workload(name: &'static str, title: &'static str) -> Workload {
    Workload { name, title }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_have_workloads_that_there_are() {
        let known = |name: &str| WORKLOADS.iter().any(|workload| workload.name == name);
        for subject in SUBJECTS {
            assert!(subject.workloads.split(' ').all(known), "{}", subject.name);
        }
        let names: Vec<_> = WORKLOADS.iter().map(|workload| workload.name).collect();
        assert_eq!(names.join(" "), ALL);
    }

    #[test]
    fn references_are_subjects() {
        let references = [
            EMPTY,
            OURS,
            OURS_OTLP,
            OURS_SPANDATA,
            OURS_OFF,
            BOUND,
            FASTRACE,
        ];
        for name in references
            .iter()
            .chain(PEERS)
            .chain(SPANDATA)
            .chain(LOGGERS)
        {
            let found = SUBJECTS.iter().filter(|subject| subject.name == *name);
            assert_eq!(found.count(), 1, "{name}");
        }
    }
}
