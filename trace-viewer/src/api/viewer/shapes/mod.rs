//! The answers, as they are written and as they are read.

// From the top down: a module stands above what it imports.
mod find;
mod kept;
mod linked;
mod patterns;

mod compare;
mod counted;
mod different;
mod errors;
mod heat;
mod lists;
mod losses;
mod notes;
mod rank;
mod tree;

mod coverage;
mod status;

mod numbers;

pub use compare::{Compared, ComparedRow, ComparedSide, ComparedTrace, ComparisonQuery};
pub use counted::{Counts, EdgeLine, Edges, OperationLine, Services, SinceQuery};
pub use coverage::Coverage;
pub(super) use different::RootLine;
pub use different::{DifferenceQuery, Differences, LiftLine, PathLine};
pub use errors::{ErrorGroup, ErrorGroups, ErrorQuery};
pub use find::{FoundRows, OperationSum, RowsQuery, Statistics};
pub use heat::{Heat, HeatCell, HeatQuery};
pub use kept::{PinLine, Pins, RunLine, Runs};
pub use linked::{LinkLine, LinkedFrom};
pub use lists::{Resolved, SearchQuery, TraceLine, Traces};
pub use losses::{LossLine, Losses, LossesQuery};
pub use notes::StoredNotes;
pub use patterns::{PatternLine, Patterns, PatternsQuery, SlowHours};
pub use rank::{Rank, RankQuery};
pub use status::{ForwardedLine, Ports, StatusLine};
pub use tree::{Branch, ErrorCause, PathSection, Pattern, Rows, Tree, TreeQuery, TreeTimes};
