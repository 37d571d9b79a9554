//! What is different about the slow ones.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use trace_model::Attribute;

/// In how many slow ones a value must be to be named.
const LEAST_SLOW: u64 = 5;
/// A key with more values than this names things, and does not tell groups apart.
const MOST_VALUES: usize = 100;
/// How many values are named.
const NAMED: usize = 20;
/// From this difference on, a value is named.
const LEAST_LIFT: f64 = 0.1;

/// A value that is more frequent among the slow ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Lift {
    /// The key of the attribute.
    pub key: Arc<str>,
    /// The value, as text.
    pub value: String,
    /// The share among the slow ones, between 0 and 1.
    pub slow: f64,
    /// The share among the others.
    pub rest: f64,
}

impl Lift {
    /// By how much the share is greater among the slow ones.
    pub fn lift(&self) -> f64 {
        self.slow - self.rest
    }
}

/// The values that are more frequent among the slow ones than among the rest, the greatest
/// difference first: each side is a list of spans, or traces, each with its attributes. A
/// value must be in five slow ones; keys with more than 100 values, or with another one in
/// nearly each span, are left out.
pub fn lift(slow: &[Vec<&Attribute>], rest: &[Vec<&Attribute>]) -> Vec<Lift> {
    let mut counts: HashMap<&str, Counts> = HashMap::new();
    for (side, samples) in [slow, rest].into_iter().enumerate() {
        for sample in samples {
            let mut seen: HashSet<&str> = HashSet::new();
            for attribute in sample {
                if seen.insert(&attribute.key) {
                    let key = counts.entry(&attribute.key);
                    key.or_insert_with(|| Counts::of(&attribute.key))
                        .add(side, attribute);
                }
            }
        }
    }
    let share = |part: u64, whole: usize| part as f64 / whole.max(1) as f64;
    let mut lifts: Vec<Lift> = Vec::new();
    for counts in counts.into_values().filter(Counts::tells_groups_apart) {
        let values = counts.values.into_iter();
        let named = values
            .filter(|(_, count)| count[0] >= LEAST_SLOW)
            .map(|(value, count)| Lift {
                key: counts.key.clone(),
                value,
                slow: share(count[0], slow.len()),
                rest: share(count[1], rest.len()),
            });
        lifts.extend(named.filter(|lift| lift.lift() >= LEAST_LIFT));
    }
    let by_name =
        |one: &Lift, other: &Lift| (&one.key, &one.value).cmp(&(&other.key, &other.value));
    lifts.sort_by(|one, other| {
        let by_lift = other.lift().total_cmp(&one.lift());
        by_lift.then_with(|| by_name(one, other))
    });
    lifts.truncate(NAMED);
    lifts
}

/// How often each value of a key is on each side.
struct Counts {
    key: Arc<str>,
    values: BTreeMap<String, [u64; 2]>,
    all: u64,
    too_many: bool,
}

impl Counts {
    fn of(key: &Arc<str>) -> Self {
        Counts {
            key: key.clone(),
            values: BTreeMap::new(),
            all: 0,
            too_many: false,
        }
    }

    fn add(&mut self, side: usize, attribute: &Attribute) {
        self.all += 1;
        if self.too_many {
            return;
        }
        let value = self.values.entry(attribute.value.to_string());
        value.or_default()[side] += 1;
        if self.values.len() > MOST_VALUES {
            self.too_many = true;
            self.values.clear();
        }
    }

    fn tells_groups_apart(&self) -> bool {
        !self.too_many && self.values.len() as u64 * 2 <= self.all
    }
}
