//! Which traces are recorded, and what that is called.

use trace_runtime::sampling::Sampler;

/// A sampler with a name for people.
#[derive(Clone, Debug)]
pub(crate) struct Sampling {
    pub(crate) sampler: Sampler,
    pub(crate) name: String,
}

impl Sampling {
    pub(crate) fn named(sampler: Sampler, name: String) -> Self {
        Self { sampler, name }
    }

    pub(crate) fn of(sampler: Sampler) -> Self {
        Self {
            name: format!("{sampler:?}"),
            sampler,
        }
    }
}

impl Default for Sampling {
    fn default() -> Self {
        let sampler = Sampler::parent_based(Sampler::always_on());
        Self::named(sampler, "parentbased_always_on".to_owned())
    }
}
