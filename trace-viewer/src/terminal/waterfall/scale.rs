//! Where a time stands.

/// One scale for all bars: the place of a time depends on nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale {
    pub(super) start: u64,
    pub(super) end: u64,
    /// How many columns there are.
    pub(super) cells: usize,
}

/// Each column is divided in eight: there are characters for eighths of a block.
pub(super) const PARTS: usize = 8;

impl Scale {
    /// The place of a time, in eighths of a column, never outside.
    pub(super) fn place(self, unix_nanos: u64) -> usize {
        let parts = self.cells * PARTS;
        let length = u128::from(self.end.saturating_sub(self.start));
        if length == 0 {
            return 0;
        }
        let offset = u128::from(unix_nanos.clamp(self.start, self.end) - self.start);
        // Not beyond `parts`, because the offset is not beyond the length.
        (offset * parts as u128 / length) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_ends_of_time_have_a_place() {
        let scale = Scale {
            start: 0,
            end: u64::MAX,
            cells: 50,
        };
        assert_eq!((scale.place(0), scale.place(u64::MAX)), (0, 400));
        let empty = Scale {
            start: 7,
            end: 7,
            cells: 50,
        };
        assert_eq!(empty.place(7), 0);
    }

    proptest! {
        #[test]
        fn later_never_stands_further_left(one: u64, other: u64, cells in 1_usize..200) {
            let scale = Scale { start: 1_000, end: u64::MAX / 2, cells };
            let (early, late) = (one.min(other), one.max(other));
            prop_assert!(scale.place(early) <= scale.place(late));
            prop_assert!(scale.place(late) <= cells * PARTS);
        }
    }
}
