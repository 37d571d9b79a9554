//! What a trace says: where the time went, and where the error began.

// From the top down: a module stands above what it imports.
mod profile;
mod window;

mod analysis;

mod bottleneck;
mod compare;
mod context_loss;
mod detectors;
mod drag;
mod error_chain;
mod skew;
mod statistics;

mod critical_path;
mod self_time;
mod servers;

mod tree;

mod lift;
mod recurring;

mod duration;
mod interval;

pub use analysis::Analysis;
pub use bottleneck::{Bottleneck, OperationShare, Place, Share};
pub use compare::{Change, Comparison};
pub use context_loss::{Arrivals, Background, Edge, Loss, LossClass, LossRate, losses};
pub use critical_path::{CriticalPath, Section};
pub use detectors::{Finding, FindingKind};
pub use duration::duration;
pub use error_chain::{Cause, ErrorChain, Failure, Passage};
pub use interval::Interval;
pub use lift::{Lift, lift};
pub use profile::{Profile, ProfileDifference};
pub use recurring::{Cell, Pattern, Recurrence, Recurring};
pub use self_time::SelfTime;
pub use skew::{HostSkew, Skew, Times};
pub use statistics::OperationStatistics;
pub use tree::{Marks, Names, Operation, Outcome, Row, Tree, What};
pub use window::Window;
