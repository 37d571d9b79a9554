//! Several measurements of one thing.

/// Measurements of one thing.
#[derive(Debug, Clone, Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// None yet.
    pub const fn new() -> Self {
        Samples(Vec::new())
    }

    /// Adds one.
    pub fn push(&mut self, sample: f64) {
        self.0.push(sample);
    }

    /// The least; infinite if there is none.
    pub fn min(&self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// The one in the middle, the upper of two; infinite if there is none.
    pub fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.get(sorted.len() / 2);
        middle.copied().unwrap_or(f64::INFINITY)
    }
}

impl Extend<f64> for Samples {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, samples: I) {
        self.0.extend(samples);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_and_the_middle() {
        let mut samples = Samples::new();
        samples.extend([3.0, 1.0, 2.0]);
        assert_eq!((samples.min(), samples.median()), (1.0, 2.0));
        samples.push(4.0);
        assert_eq!(samples.median(), 3.0);
    }
}
