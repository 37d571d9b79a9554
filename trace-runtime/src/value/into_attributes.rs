//! Attributes of events and links.

use super::{Key, Value};

/// Keys and values, for an event or a link: `()` for none, an array or a `Vec`
/// of pairs, or a tuple of pairs where the values have several types.
#[diagnostic::on_unimplemented(
    message = "these are no attributes",
    note = "write `()`, `[(\"key\", value), …]`, or `((\"key\", value), (\"other\", \"text\"))`"
)]
pub trait IntoAttributes {
    /// The pairs.
    fn into_attributes(self) -> Vec<(Key, Value)>;
}

impl IntoAttributes for () {
    fn into_attributes(self) -> Vec<(Key, Value)> {
        Vec::new()
    }
}

impl<K: Into<Key>, V: Into<Value>, const N: usize> IntoAttributes for [(K, V); N] {
    fn into_attributes(self) -> Vec<(Key, Value)> {
        let pairs = self.into_iter();
        pairs
            .map(|(key, value)| (key.into(), value.into()))
            .collect()
    }
}

impl<K: Into<Key>, V: Into<Value>> IntoAttributes for Vec<(K, V)> {
    fn into_attributes(self) -> Vec<(Key, Value)> {
        let pairs = self.into_iter();
        pairs
            .map(|(key, value)| (key.into(), value.into()))
            .collect()
    }
}

macro_rules! tuple {
    ($($key:ident $value:ident),+) => {
        impl<$($key: Into<Key>, $value: Into<Value>),+> IntoAttributes for ($(($key, $value),)+) {
            fn into_attributes(self) -> Vec<(Key, Value)> {
                // The names of the types serve as names of the pairs.
                #[allow(non_snake_case)]
                let ($($key,)+) = self;
                vec![$(($key.0.into(), $key.1.into())),+]
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
