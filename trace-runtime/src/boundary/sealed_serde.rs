//! A sealed contract across processes: the W3C headers as a map.

use std::any::type_name;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{EnumAccess, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::contract::SealedContract;
use crate::propagation::Propagators;

/// Written with the standard's own names, whatever the pipeline's propagators
/// are, so that both ends agree: `traceparent`, `tracestate`, `baggage`, and
/// `x-correlation-id`.
impl Serialize for SealedContract {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = BTreeMap::<String, String>::new();
        self.inject_with(Propagators::w3c(), &mut fields);
        fields.serialize(serializer)
    }
}

/// Whatever stands there in place of a context is none, and the message is not lost:
/// opened, it begins a trace. Reading decides nothing.
///
/// So it is in formats that tell the type of what comes, such as JSON, MessagePack and
/// CBOR. In one that does not (postcard, bincode), a map of texts is what can be read.
impl<'de> Deserialize<'de> for SealedContract {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = match tells_types(&deserializer) {
            true => Lenient::<Fields>::deserialize(deserializer)?.0,
            false => Some(Fields(BTreeMap::deserialize(deserializer)?)),
        };
        let fields = fields.unwrap_or_default().0;
        Ok(SealedContract::arrived(Propagators::w3c().extract(&fields)))
    }
}

/// Whether a format says of what type each value is, so that what was not expected can
/// be skipped. serde does not tell; formats for people do, and of the others these.
fn tells_types<'de, D: Deserializer<'de>>(deserializer: &D) -> bool {
    deserializer.is_human_readable() || is_of_such_a_format(type_name::<D>())
}

/// Crates are told by their whole names: `serde_bare` is not serde, and tells no types.
/// A deserializer around another one, such as that of `serde_path_to_error`, tells what
/// the inner one tells, whose type stands among its parameters.
fn is_of_such_a_format(name: &str) -> bool {
    const FORMATS: [&str; 6] = [
        "rmp_serde",
        "ciborium",
        "serde_cbor",
        "minicbor_serde",
        "cbor4ii",
        "bson",
    ];
    let outer = name.trim_start_matches("&mut ");
    // What `flatten` and `untagged` keep is serde's own, and of any format.
    let is_kept = outer.starts_with("serde::") || outer.starts_with("serde_core::");
    let path_ends = |c: char| !(c.is_alphanumeric() || c == '_' || c == ':');
    is_kept
        || name.split(path_ends).any(|path| {
            let of = path.split_once("::").map(|(of, _)| of);
            of.is_some_and(|of| FORMATS.contains(&of))
        })
}

/// What can be read of it, or nothing: of a format that tells types.
struct Lenient<T>(Option<T>);

/// What a lenient value is made of.
trait Part<'de>: Sized {
    fn of_text(_: &str) -> Option<Self> {
        None
    }

    fn of_map<A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

impl Part<'_> for String {
    fn of_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

/// The fields that are texts; what else there is, is left out.
#[derive(Default)]
struct Fields(BTreeMap<String, String>);

impl<'de> Part<'de> for Fields {
    fn of_map<A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        let mut fields = BTreeMap::new();
        while let Some((name, text)) = map.next_entry::<Lenient<String>, Lenient<String>>()? {
            if let (Some(name), Some(text)) = (name.0, text.0) {
                fields.insert(name, text);
            }
        }
        Ok(Some(Fields(fields)))
    }
}

impl<'de, T: Part<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_any(AnyOf(PhantomData))
            .map(Lenient)
    }
}

struct AnyOf<T>(PhantomData<T>);

impl<'de, T: Part<'de>> Visitor<'de> for AnyOf<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a trace context, or anything else")
    }

    fn visit_str<E>(self, text: &str) -> Result<Option<T>, E> {
        Ok(T::of_text(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<T>, A::Error> {
        T::of_map(map)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Option<T>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    /// The tags of CBOR come as enums.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Option<T>, A::Error> {
        IgnoredAny.visit_enum(tagged).map(|_| None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_none<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::is_of_such_a_format;

    #[test]
    fn a_format_is_told_by_the_whole_name_of_its_crate() {
        for (name, tells) in [
            (
                "&mut rmp_serde::decode::Deserializer<rmp_serde::decode::ReadSlice<'_>>",
                true,
            ),
            ("&mut ciborium::de::Deserializer<&[u8]>", true),
            (
                "serde_path_to_error::de::Deserializer<&mut rmp_serde::decode::Deserializer<_>>",
                true,
            ),
            (
                "serde::private::de::content::ContentDeserializer<serde_json::Error>",
                true,
            ),
            (
                "serde_core::private::content::ContentDeserializer<serde_json::Error>",
                true,
            ),
            ("&mut serde_bare::de::Deserializer<&[u8]>", false),
            (
                "serde_path_to_error::de::Deserializer<&mut postcard::de::deserializer::Deserializer<_>>",
                false,
            ),
            (
                "&mut postcard::de::deserializer::Deserializer<postcard::de::flavors::Slice>",
                false,
            ),
            ("&mut bincode::de::Deserializer<_, _>", false),
            ("&mut mine::ciborium::Deserializer", false),
            ("&mut ciborium_of_mine::Deserializer", false),
        ] {
            assert_eq!(is_of_such_a_format(name), tells, "{name}");
        }
    }
}
