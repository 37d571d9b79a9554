//! How often something was found where it is, and where it is not.

/// How often something was found where it is, and where it is not.
#[derive(Default)]
pub(crate) struct Tally {
    found: u32,
    missed: u32,
    wrong: u32,
}

impl Tally {
    /// Counts what was found in one trace: `planted` says whether something was there,
    /// `right` how often it was found, `wrong` what was found beside it.
    pub(crate) fn count(&mut self, planted: bool, right: usize, wrong: usize) {
        self.found += u32::from(planted && right > 0);
        self.missed += u32::from(planted && right == 0);
        self.wrong += wrong as u32 + if planted { 0 } else { right as u32 };
    }

    /// Prints both shares in percent, and demands as much as is stated in the README.
    pub(crate) fn demand(&self, what: &str, precision: u32, recall: u32) {
        let percent = |part: u32, other: u32| part * 100 / (part + other).max(1);
        let is = [
            percent(self.found, self.wrong),
            percent(self.found, self.missed),
        ];
        println!("{what}: precision {} %, recall {} %", is[0], is[1]);
        assert!(is[0] >= precision && is[1] >= recall, "{what}: {is:?}");
    }
}
