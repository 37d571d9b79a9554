//! What the clocks of a place show, in winter and in summer.

use super::failure::Failure;

/// No place is further ahead or behind, in minutes.
const FURTHEST: i64 = 1_440;
/// More changes than any place has in 8 weeks.
const MOST: usize = 20;

/// By how much the clocks of a place are ahead of universal time, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Offsets {
    /// Since which second of 1970, and by how many seconds; the latest change comes last.
    changes: Vec<(i64, i64)>,
}

impl Offsets {
    /// `60,120@1774746000`: minutes, and the second since 1970 from which on they hold. The
    /// first ones hold before, and have no second.
    ///
    /// # Errors
    ///
    /// The text is something else, or the seconds do not ascend.
    pub(super) fn read(text: &str) -> Result<Self, Failure> {
        let shown: String = text.chars().take(80).collect();
        let failure = || {
            Failure::not_understood(format!(
                "`offsets` is `{shown}`, where minutes ahead of universal time are expected, and \
                 after a comma those of the next change with its second since 1970, such as \
                 60,120@1774746000"
            ))
        };
        let mut changes: Vec<(i64, i64)> = Vec::new();
        for part in text.split(',') {
            let (minutes, since) = match part.split_once('@') {
                Some((minutes, since)) => (minutes, since.parse().map_err(|_| failure())?),
                None => (part, i64::MIN),
            };
            let minutes: i64 = minutes.parse().map_err(|_| failure())?;
            let follows = match changes.last() {
                Some((before, _)) => *before < since,
                None => since == i64::MIN,
            };
            if !follows || changes.len() > MOST || !(-FURTHEST..=FURTHEST).contains(&minutes) {
                return Err(failure());
            }
            changes.push((since, minutes * 60));
        }
        Ok(Offsets { changes })
    }

    /// By how many seconds the clocks are ahead at a second since 1970.
    pub(super) fn at(&self, unix_seconds: i64) -> i64 {
        let before = self
            .changes
            .partition_point(|(since, _)| *since <= unix_seconds);
        let last = before
            .checked_sub(1)
            .and_then(|last| self.changes.get(last));
        last.map_or(0, |(_, seconds)| *seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_holds_from_its_change_on() {
        let offsets = Offsets::read("60,120@1000,-30@5000").expect("the text is offsets");
        let at = [i64::MIN, 999, 1_000, 4_999, 5_000, i64::MAX].map(|second| offsets.at(second));
        assert_eq!(at, [3_600, 3_600, 7_200, 7_200, -1_800, -1_800]);
        assert_eq!(Offsets::default().at(7), 0);
    }

    #[test]
    fn what_is_no_offset_is_refused() {
        for text in [
            "",
            "x",
            "1441",
            "60,120",
            "60@5",
            "60,1@9,2@9",
            "60,1@",
            "1,",
            "1,1,1",
        ] {
            let failure = Offsets::read(text).expect_err(text);
            assert!(failure.message.contains("60,120@1774746000"), "{text}");
        }
        let changes: String = (0..30).map(|at| format!(",0@{at}")).collect();
        assert!(Offsets::read(&format!("0{changes}")).is_err());
    }
}
