//! What a library has to do to be measured.

use crate::arguments::Config;
use crate::fields::Fields;
use crate::workload::Workload;

/// Spans of one request of `c` and `d`.
pub(crate) const TREE_SPANS: u64 = 21;

/// Attributes of one span of `h`.
pub const WIDE_ATTRIBUTES: usize = 400;

/// Values for attributes that are borrowed, made before any clock runs.
#[derive(Debug)]
pub struct Strings {
    /// `user-4711`.
    pub user: String,
    /// `/orders/{id}`.
    pub route: String,
    /// `eu-central-1`.
    pub region: String,
    /// `customer-00004711-eu`, 20 bytes.
    pub customer: String,
    /// A path of 80 bytes.
    pub path: String,
    /// A query of 140.
    pub query: String,
    /// A user agent of 200.
    pub agent: String,
}

impl Strings {
    pub(crate) fn new() -> Self {
        Strings {
            user: "user-4711".to_owned(),
            route: "/orders/{id}".to_owned(),
            region: "eu-central-1".to_owned(),
            customer: "customer-00004711-eu".to_owned(),
            path: "/orders/".repeat(10),
            query: "page=2&sort=id".repeat(10),
            agent: "Mozilla/5.0 (X11; Linux) ".repeat(8),
        }
    }
}

/// The value of attribute number `at` of the span number `request` of `h`: an
/// owned text of 24 bytes, cheap to make.
pub fn wide_value(at: usize, request: u64) -> String {
    let mut text = String::with_capacity(24);
    text.push_str("value-");
    let mut number = request.wrapping_mul(1000).wrapping_add(at as u64);
    for _ in 0..18 {
        text.push(char::from(b'0' + (number % 10) as u8));
        number /= 10;
    }
    text
}

/// A library, used as its documentation says.
///
/// Each method that works is one request, which is a trace of its own with one
/// root; it says how many spans that makes. The harness compares with what has
/// [arrived](crate::ARRIVED).
pub trait Subject: Send + Sync + Sized + 'static {
    /// The name that it has in the tables.
    const NAME: &'static str;

    /// Sets the library up, with the variant, the sampling decision and the
    /// length of queue that `config` asks for.
    ///
    /// # Errors
    ///
    /// If there is no such variant.
    fn install(config: &Config) -> Result<Self, String>;

    /// Whether spans arrive at all; they do not where nothing is recorded.
    fn records(&self) -> bool {
        true
    }

    /// Whether it has this workload; few libraries write log lines.
    fn supports(&self, workload: Workload) -> bool {
        workload != Workload::LogLines && !workload.is_of_headers()
    }

    /// Spans between two flushes, which must fit into the library's queue.
    fn chunk_spans(&self, workload: Workload) -> u64 {
        let _ = workload;
        8_000
    }

    /// Attributes that the library adds to each span by itself.
    fn own_attributes(&self) -> u64 {
        0
    }

    /// `a`: a root, and `n` children with an empty body (n + 1 spans).
    fn empty(&self, n: u64);

    /// `b`: a root, and `n` children with 3 attributes (n + 1).
    fn attributes3(&self, n: u64, strings: &Strings);

    /// `b10`: a root, and `n` children with 10 attributes (n + 1).
    fn attributes10(&self, n: u64, strings: &Strings);

    /// `c`, `d`: a root, 4 children, 2 for each of those, 1 for each of those;
    /// each yields once (21).
    fn tree(&self) -> impl Future<Output = u64> + Send + 'static;

    /// `e`: a root that spawns 4 tasks with a span each (5).
    fn spawn(&self) -> impl Future<Output = u64> + Send + 'static;

    /// `f`: one span that yields `n` times (1).
    fn polls(&self, n: u64) -> impl Future<Output = u64> + Send + 'static;

    /// `g`: one span in which `n` lines are written to a
    /// [`CountingWriter`](crate::CountingWriter), each with its ids (1).
    fn log(&self, n: u64) {
        let _ = n;
    }

    /// `h`: one span with an attribute for each key, of [`wide_value`] (1).
    fn wide(&self, keys: &'static [&'static str], request: u64);

    /// `i`: a root, and `n` children that add an event with an attribute and
    /// end with an error (n + 1). The library may add further events.
    fn failures(&self, n: u64) {
        let _ = n;
    }

    /// `j`: a server span that has 8 attributes set while it runs, each by a call of its
    /// own (5 short, and the path, the query and the agent), and 3 async children that
    /// yield once, with 2 attributes from the beginning and 2 set later; the second adds
    /// 2 events of 2 attributes, and the first fails if the request `fails`, with an error
    /// that has two sources (4).
    fn request(&self, fails: bool, strings: &Strings) -> impl Future<Output = ()> {
        let _ = (fails, strings);
        async {}
    }

    /// `k…`: a root span with an attribute for each key, set while it runs (1). Of each
    /// three the first is a number, the second a truth value, the third the customer.
    fn late(&self, keys: &'static [&'static str], strings: &Strings) {
        let _ = (keys, strings);
    }

    /// `k30s`: the same, where each is set by a call of its own.
    fn late_single(&self, keys: &'static [&'static str], strings: &Strings) {
        self.late(keys, strings);
    }

    /// `l`: a root, and `n` children with 10 events of 2 attributes, a number and the
    /// region (n + 1).
    fn events(&self, n: u64, strings: &Strings) {
        let _ = (n, strings);
    }

    /// `m`: a root, and `n` children that end with an error, whose source is an error as
    /// well (n + 1).
    fn errors(&self, n: u64) {
        let _ = n;
    }

    /// `n`, `n3`: a span that continues what came in, and is written `n` times to `to`,
    /// where the writes before are written over (1).
    fn write_headers(&self, n: u64, came: &Fields, to: &mut Fields) {
        let _ = (n, came, to);
    }

    /// `o`, `o3`: reads what came in; nothing of its baggage is asked for (0).
    fn read_headers(&self, came: &Fields) {
        let _ = came;
    }

    /// `p0`, `p`: a span that continues what came in, and `n` children as in `b` (n + 1).
    fn continued(&self, n: u64, came: &Fields, strings: &Strings) {
        let _ = (n, came, strings);
    }

    /// Delivers what was recorded.
    fn flush(&self);

    /// Makes a span if without one a library does not deliver what it has kept
    /// back. Returns how many were made.
    fn nudge(&self) -> u64 {
        0
    }

    /// Spans that the library says it has lost, by reason.
    fn losses(&self) -> Vec<(&'static str, u64)> {
        Vec::new()
    }
}
