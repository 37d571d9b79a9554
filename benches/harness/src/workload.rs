//! Which workloads there are.

/// One kind of work. Its name on the command line is a letter and, for the
/// second of two sizes, a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workload {
    /// `a`: empty sync spans, 1000 for each root.
    Empty1000,
    /// `a10`: the same, 10 for each root.
    Empty10,
    /// `b`: sync spans with 3 attributes.
    Attributes3,
    /// `b10`: sync spans with 10 attributes.
    Attributes10,
    /// `c`: requests of 21 async spans on one thread.
    Tree,
    /// `d`: the same on 2 workers, 64 at a time.
    TreeThreads,
    /// `e`: a span that spawns 4 tasks.
    Spawn,
    /// `f`: a span that is polled 100 times.
    Polls,
    /// `g`: JSON log lines with ids.
    LogLines,
    /// `h`: spans of 400 attributes, and an exporter that blocks.
    Wide,
    /// `i`: functions that add an event and fail.
    Failures,
    /// `j`: requests as services have them.
    Requests,
    /// `k5`: spans with 5 attributes that are set at run time.
    Late5,
    /// `k30`: the same with 30.
    Late30,
    /// `k30s`: the same, each set by itself.
    Late30Single,
    /// `k100`: the same with 100.
    Late100,
    /// `k400`: the same with 400.
    Late400,
    /// `l`: spans with 10 events.
    Events,
    /// `m`: functions that return an error with a source.
    Errors,
    /// `n`: headers written, `traceparent` alone.
    WriteParent,
    /// `n3`: headers written, with `tracestate` and `baggage`.
    WriteAll,
    /// `o`: headers read, `traceparent` alone.
    ReadParent,
    /// `o3`: headers read, with `tracestate` and `baggage`.
    ReadAll,
    /// `p0`: spans of a trace that came in.
    Continued,
    /// `p`: spans of a trace that came with a `tracestate`.
    WithState,
}

impl Workload {
    /// All there are, with name and unit.
    pub const ALL: [(Workload, &'static str, &'static str); 25] = [
        (Workload::Empty1000, "a", "span"),
        (Workload::Empty10, "a10", "span"),
        (Workload::Attributes3, "b", "span"),
        (Workload::Attributes10, "b10", "span"),
        (Workload::Tree, "c", "request"),
        (Workload::TreeThreads, "d", "request"),
        (Workload::Spawn, "e", "request"),
        (Workload::Polls, "f", "poll"),
        (Workload::LogLines, "g", "line"),
        (Workload::Wide, "h", "request"),
        (Workload::Failures, "i", "span"),
        (Workload::Requests, "j", "request"),
        (Workload::Late5, "k5", "span"),
        (Workload::Late30, "k30", "span"),
        (Workload::Late30Single, "k30s", "span"),
        (Workload::Late100, "k100", "span"),
        (Workload::Late400, "k400", "span"),
        (Workload::Events, "l", "span"),
        (Workload::Errors, "m", "span"),
        (Workload::WriteParent, "n", "write"),
        (Workload::WriteAll, "n3", "write"),
        (Workload::ReadParent, "o", "read"),
        (Workload::ReadAll, "o3", "read"),
        (Workload::Continued, "p0", "span"),
        (Workload::WithState, "p", "span"),
    ];

    /// The one of this name.
    pub fn named(name: &str) -> Option<Workload> {
        let found = Workload::ALL.into_iter().find(|(_, of, _)| *of == name);
        found.map(|(workload, _, _)| workload)
    }

    /// Attributes of a span of `k…`, and none of others.
    pub fn late_attributes(self) -> usize {
        match self {
            Workload::Late5 => 5,
            Workload::Late30 | Workload::Late30Single => 30,
            Workload::Late100 => 100,
            Workload::Late400 => 400,
            _ => 0,
        }
    }

    /// Whether it is about headers, which few libraries read and write.
    pub fn is_of_headers(self) -> bool {
        matches!(
            self,
            Workload::WriteParent
                | Workload::WriteAll
                | Workload::ReadParent
                | Workload::ReadAll
                | Workload::Continued
                | Workload::WithState
        )
    }

    pub(crate) fn name(self) -> &'static str {
        self.entry().1
    }

    pub(crate) fn unit(self) -> &'static str {
        self.entry().2
    }

    fn entry(self) -> (Workload, &'static str, &'static str) {
        // `ALL` is in the order of the variants; a test says so.
        Workload::ALL[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_workload_stands_where_its_number_says() {
        for (at, (workload, name, _)) in Workload::ALL.into_iter().enumerate() {
            assert_eq!(workload as usize, at);
            assert_eq!(Workload::named(name), Some(workload));
        }
        assert_eq!(Workload::named("z"), None);
    }
}
