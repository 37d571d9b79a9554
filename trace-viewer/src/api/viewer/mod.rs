//! The viewer's own answers, in JSON, for its terminal and its page.
//!
//! Each answer says what it does not cover. Numbers of 64 bits are texts, because not every
//! reader of JSON holds them; times within a trace are numbers, exact up to 104 days.

// From the top down: a module stands above what it imports.
mod routes;

mod compare;
mod counted;
mod different;
mod encoded;
mod errors;
mod find;
mod heat;
mod kept;
mod linked;
mod losses;
mod patterns;
mod preview;
mod search;
mod span;
mod tail;
pub(crate) mod tree;
mod whole;

mod branch;
mod chosen;
mod slow_hours;

mod found;

mod opened;

mod merged;
mod offsets;
mod rank;

mod rows;

mod asked;

pub(crate) mod failure;
mod period;
mod shapes;

pub(super) use routes::router;
pub use shapes::{
    Branch, Compared, ComparedRow, ComparedSide, ComparedTrace, ComparisonQuery, Counts, Coverage,
    DifferenceQuery, Differences, EdgeLine, Edges, ErrorCause, ErrorGroup, ErrorGroups, ErrorQuery,
    ForwardedLine, FoundRows, Heat, HeatCell, HeatQuery, LiftLine, LinkLine, LinkedFrom, LossLine,
    Losses, LossesQuery, OperationLine, OperationSum, PathLine, PathSection, Pattern, PatternLine,
    Patterns, PatternsQuery, PinLine, Pins, Ports, Rank, RankQuery, Resolved, Rows, RowsQuery,
    RunLine, Runs, SearchQuery, Services, SinceQuery, SlowHours, Statistics, StatusLine,
    StoredNotes, TraceLine, Traces, Tree, TreeQuery, TreeTimes,
};
