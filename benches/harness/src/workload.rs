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
}

impl Workload {
    /// All there are, with name and unit.
    pub const ALL: [(Workload, &'static str, &'static str); 11] = [
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
    ];

    /// The one of this name.
    pub fn named(name: &str) -> Option<Workload> {
        let found = Workload::ALL.into_iter().find(|(_, of, _)| *of == name);
        found.map(|(workload, _, _)| workload)
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
