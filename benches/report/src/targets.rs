//! What is to be reached, and whether it is.

use std::fmt::Write as _;

use crate::statistics::short;

/// One figure beside its target.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Target {
    pub(crate) figure: String,
    pub(crate) reach: Reach,
    /// `None` if there is nothing to compare with.
    pub(crate) measured: Option<f64>,
}

/// What is to be reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Reach {
    AtMost(f64),
    AtLeast(f64),
}

impl Target {
    pub(crate) fn at_most(figure: String, reach: f64, measured: Option<f64>) -> Target {
        Target {
            figure,
            reach: Reach::AtMost(reach),
            measured,
        }
    }

    pub(crate) fn is_reached(&self) -> Option<bool> {
        let measured = self.measured?;
        Some(match self.reach {
            Reach::AtMost(reach) => measured <= reach,
            Reach::AtLeast(reach) => measured >= reach,
        })
    }

    pub(crate) fn verdict(&self) -> &'static str {
        match self.is_reached() {
            Some(true) => "reached",
            Some(false) => "**not reached**",
            None => "not to be told from the empty program",
        }
    }
}

impl Reach {
    pub(crate) fn shown(self) -> String {
        match self {
            Reach::AtMost(reach) => format!("≤ {}", short(reach)),
            Reach::AtLeast(reach) => format!("≥ {}", short(reach)),
        }
    }
}

/// The targets as a table, under a line that says how many are reached.
pub(crate) fn table(targets: &[Target]) -> String {
    let reached = targets
        .iter()
        .filter(|target| target.is_reached() == Some(true))
        .count();
    let mut text = format!(
        "{reached} of {} reached.\n\n| figure | to reach | measured | |\n|---|---|---|---|\n",
        targets.len()
    );
    for target in targets {
        let measured = target.measured.map_or("–".to_owned(), short);
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | {measured} | {} |",
            target.figure,
            target.reach.shown(),
            target.verdict()
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_plain() {
        let target = |measured, reach| Target {
            figure: "x".to_owned(),
            reach,
            measured,
        };
        for (measured, reach, verdict) in [
            (Some(0.5), Reach::AtMost(0.5), "reached"),
            (Some(0.51), Reach::AtMost(0.5), "**not reached**"),
            (Some(1.9), Reach::AtLeast(1.9), "reached"),
            (Some(1.8), Reach::AtLeast(1.9), "**not reached**"),
            (
                None,
                Reach::AtMost(1.0),
                "not to be told from the empty program",
            ),
        ] {
            assert_eq!(target(measured, reach).verdict(), verdict);
        }
        let targets = [
            target(Some(20.0), Reach::AtMost(0.5)),
            target(None, Reach::AtLeast(3.0)),
        ];
        assert_eq!(
            table(&targets),
            "0 of 2 reached.\n\n| figure | to reach | measured | |\n|---|---|---|---|\n\
             | x | ≤ 0.50 | 20.0 | **not reached** |\n\
             | x | ≥ 3.00 | – | not to be told from the empty program |\n"
        );
    }
}
