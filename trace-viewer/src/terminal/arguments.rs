//! The command line.

use clap::builder::RangedU64ValueParser;
use clap::{Args, Parser, Subcommand};

use super::client::Target;
use crate::serve::Settings;

/// Takes traces in, keeps a day of them, and says where the time went and where the error began
#[derive(Debug, Parser)]
#[command(name = "trace-viewer", version, propagate_version = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// A count of nothing asks for nothing.
fn at_least_one() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..)
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Take traces in and show them, until Ctrl-C
    Serve(Box<Settings>),
    /// Show one trace: where its time went, and where its error began
    Get(Asked<Get>),
    /// List the slowest traces
    Slow(Asked<Slow>),
    /// List what fails, by day and cause
    Errors(Asked<Errors>),
    /// Find traces
    Search(Asked<Search>),
    /// Show traces as they settle, until Ctrl-C
    Tail(Asked<Tail>),
    /// List services, or the operations of one: rate, errors, durations
    Services(Asked<Since>),
    /// Show which service calls which
    Map(Asked<Map>),
    /// Write traces to standard output as lines of OTLP JSON
    Export(Export),
    /// Send traces from a file to a viewer
    Import(Asked<Import>),
    /// Find out why there are no traces
    Doctor(Doctor),
    /// Write what a shell needs to complete commands
    Completions(Completions),
}

/// Which viewer is asked.
#[derive(Debug, Clone, Args)]
pub struct Asking {
    /// The address of the viewer
    #[arg(
        long,
        value_name = "URL",
        default_value = "http://127.0.0.1:4319",
        env = "TRACE_VIEWER_URL"
    )]
    pub url: Target,

    /// The viewer's token, where it wants one
    #[arg(
        long,
        value_name = "SECRET",
        env = "TRACE_VIEWER_TOKEN",
        hide_env_values = true
    )]
    pub token: Option<String>,
}

/// How the answer is shown.
#[derive(Debug, Clone, Args)]
pub struct Showing {
    /// Write JSON, for programs
    #[arg(long)]
    pub json: bool,

    /// Use the characters of ASCII alone
    #[arg(long)]
    pub ascii: bool,

    /// How many columns to use; as many as the terminal has where this is left out
    #[arg(long, value_name = "COLUMNS")]
    pub width: Option<usize>,
}

/// What a viewer is asked, which one, and how its answer is shown.
#[derive(Debug, Args)]
pub struct Asked<T: Args> {
    #[command(flatten)]
    pub what: T,
    #[command(flatten)]
    pub asking: Asking,
    #[command(flatten)]
    pub showing: Showing,
}

/// Arguments of `get`.
#[derive(Debug, Args)]
pub struct Get {
    /// The id of the trace in upper or lower case, its beginning, or a correlation id
    pub id: String,
    /// Show events and log lines under their spans
    #[arg(long)]
    pub logs: bool,
    /// Show only what is on the critical path
    #[arg(long)]
    pub critical: bool,
}

/// Arguments of `slow`.
#[derive(Debug, Args)]
pub struct Slow {
    /// How many; for more than 100, `search --slowest`
    #[arg(long, short = 'n', default_value_t = 20, value_parser = at_least_one().range(..=100))]
    pub limit: usize,
}

/// Arguments of `errors`.
#[derive(Debug, Args)]
pub struct Errors {
    /// How many days back, today included
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=60))]
    pub days: u64,
}

/// Arguments of `search`.
#[derive(Debug, Args)]
pub struct Search {
    /// What to search for, as in `{ service = "orders" && duration > 100ms }`; all traces
    /// where it is left out
    #[arg(default_value = "")]
    pub query: String,
    /// The slowest first, not the newest
    #[arg(long)]
    pub slowest: bool,
    /// How many
    #[arg(long, short = 'n', default_value_t = 20, value_parser = at_least_one())]
    pub limit: usize,
}

/// Arguments of `tail`.
#[derive(Debug, Args)]
pub struct Tail {
    /// Only traces in which something failed
    #[arg(long)]
    pub errors: bool,
}

/// Arguments of `services`.
#[derive(Debug, Args)]
pub struct Since {
    /// Show the operations of this service
    pub service: Option<String>,
    /// How far back to count
    #[arg(long, value_name = "DURATION", default_value = "1h")]
    pub since: crate::serve::Keep,
}

/// Arguments of `map`.
#[derive(Debug, Args)]
pub struct Map {
    /// How far back to count
    #[arg(long, value_name = "DURATION", default_value = "1h")]
    pub since: crate::serve::Keep,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The traces, by ids, beginnings of ids, or correlation ids
    #[arg(required_unless_present = "query")]
    pub ids: Vec<String>,
    /// Every trace that this query finds
    #[arg(long, value_name = "QUERY", conflicts_with = "ids")]
    pub query: Option<String>,
    /// How many of them at most; all where this is left out
    #[arg(long, short = 'n', requires = "query", value_parser = at_least_one())]
    pub limit: Option<usize>,
    #[command(flatten)]
    pub asking: Asking,
}

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The file; `-` is standard input
    pub file: std::path::PathBuf,
    /// Tell what would be sent, and send nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub struct Doctor {
    /// Where the viewer takes OTLP in; `off` where it does not
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:4318",
        env = "TRACE_VIEWER_OTLP_HTTP"
    )]
    pub otlp_http: crate::serve::Place,
    /// Where the viewer takes OTLP in as well; `off` where it does not
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:4317",
        env = "TRACE_VIEWER_OTLP_GRPC"
    )]
    pub otlp_grpc: crate::serve::Place,
    /// Use the characters of ASCII alone
    #[arg(long)]
    pub ascii: bool,
    #[command(flatten)]
    pub asking: Asking,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}
