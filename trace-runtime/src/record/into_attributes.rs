//! Several attributes at a time: of an event, of a link, of a span that runs.

use super::attribute::Attribute;
use super::list::{AttributeList, Encoded};

/// Keys and values: `()` for none, a tuple of pairs, or whatever gives pairs one after
/// the other: an array, a `Vec`, a map, an iterator.
///
/// Values may be of several types in a tuple, and are borrowed until they are recorded.
/// `Form` says which of these it is, and is named by nobody.
///
/// ```
/// # use std::collections::HashMap;
/// # trace_runtime::run_sync("job", |cx| {
/// # let headers: HashMap<String, String> = HashMap::new();
/// cx.set_attributes((("order.id", 7), ("order.currency", "EUR")));
/// cx.set_attributes([("items", 3), ("parcels", 2)]);
/// cx.set_attributes(headers.iter().map(|(name, value)| (name, value.trim())));
/// # });
/// ```
#[diagnostic::on_unimplemented(
    message = "these are no attributes",
    note = "write `()`, `[(\"key\", value), …]`, or `((\"key\", value), (\"other\", \"text\"))`"
)]
pub trait IntoAttributes<Form> {
    /// Adds the pairs to a list.
    fn add_to(self, list: &mut AttributeList<'_>);
}

/// Encodes at most so many attributes; what is left out is counted.
#[inline]
pub(crate) fn encode<Form>(attributes: impl IntoAttributes<Form>, most: usize) -> Encoded {
    Encoded::new(most, |list| attributes.add_to(list))
}

impl IntoAttributes<OfTuple> for () {
    #[inline]
    fn add_to(self, _: &mut AttributeList<'_>) {}
}

impl<I, K, V> IntoAttributes<OfIterator> for I
where
    I: IntoIterator<Item = (K, V)>,
    K: AsRef<str>,
    V: Attribute,
{
    #[inline]
    fn add_to(self, list: &mut AttributeList<'_>) {
        for (key, value) in self {
            list.add(key.as_ref(), &value);
        }
    }
}

macro_rules! tuple {
    ($($key:ident $value:ident),+) => {
        impl<$($key: AsRef<str>, $value: Attribute),+> IntoAttributes<OfTuple>
            for ($(($key, $value),)+)
        {
            #[inline]
            fn add_to(self, list: &mut AttributeList<'_>) {
                // The names of the types serve as names of the pairs.
                #[allow(non_snake_case)]
                let ($($key,)+) = self;
                $(list.add($key.0.as_ref(), &$key.1);)+
            }
        }
    };
}

tuple!(K1 V1);
tuple!(K1 V1, K2 V2);
tuple!(K1 V1, K2 V2, K3 V3);
tuple!(K1 V1, K2 V2, K3 V3, K4 V4);
tuple!(K1 V1, K2 V2, K3 V3, K4 V4, K5 V5);
tuple!(K1 V1, K2 V2, K3 V3, K4 V4, K5 V5, K6 V6);
tuple!(K1 V1, K2 V2, K3 V3, K4 V4, K5 V5, K6 V6, K7 V7);
tuple!(K1 V1, K2 V2, K3 V3, K4 V4, K5 V5, K6 V6, K7 V7, K8 V8);
tuple!(K1 V1, K2 V2, K3 V3, K4 V4, K5 V5, K6 V6, K7 V7, K8 V8, K9 V9);
tuple!(K1 V1, K2 V2, K3 V3, K4 V4, K5 V5, K6 V6, K7 V7, K8 V8, K9 V9, K10 V10);
tuple!(K1 V1, K2 V2, K3 V3, K4 V4, K5 V5, K6 V6, K7 V7, K8 V8, K9 V9, K10 V10, K11 V11);
tuple!(
    K1 V1, K2 V2, K3 V3, K4 V4, K5 V5, K6 V6, K7 V7, K8 V8, K9 V9, K10 V10, K11 V11, K12 V12
);

/// A tuple of pairs.
#[doc(hidden)]
#[derive(Debug)]
pub enum OfTuple {}

/// Pairs one after the other.
#[doc(hidden)]
#[derive(Debug)]
pub enum OfIterator {}
