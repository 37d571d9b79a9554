//! What may be recorded as a declared attribute, with no allocation.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;

use super::slot::{Recorded, Slot};
use crate::context::{CorrelationId, SpanId, TraceId};
use crate::value::Value;

/// A value that can be recorded as an attribute.
///
/// Implement it by recording a part of the value; the [`Slot`] takes exactly
/// one. A [`Secret`](crate::Secret) is no attribute, and cannot be made one.
///
/// ```
/// use trace_runtime::attribute::{Attribute, Recorded, Slot};
/// use trace_runtime::{TraceContract, traced};
///
/// struct OrderId(u32);
///
/// impl Attribute for OrderId {
///     fn record(&self, slot: Slot<'_>) -> Recorded {
///         slot.i64(self.0.into())
///     }
/// }
///
/// #[traced(attributes(order.id = order))]
/// fn ship(cx: &TraceContract, order: &OrderId) {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be recorded as an attribute",
    label = "this is no attribute value",
    note = "record a field of it, or write `%value` (Display) or `?value` (Debug); a `Secret<T>` \
            can never be recorded"
)]
pub trait Attribute {
    /// Writes the value, or part of it, into `slot`.
    fn record(&self, slot: Slot<'_>) -> Recorded;
}

macro_rules! attribute {
    ($($type:ty => |$value:ident, $slot:ident| $record:expr;)*) => {$(
        impl Attribute for $type {
            #[inline]
            fn record(&self, $slot: Slot<'_>) -> Recorded {
                let $value = self;
                $record
            }
        }
    )*};
}

attribute! {
    bool => |value, slot| slot.bool(*value);
    i8 => |value, slot| slot.i64((*value).into());
    i16 => |value, slot| slot.i64((*value).into());
    i32 => |value, slot| slot.i64((*value).into());
    i64 => |value, slot| slot.i64(*value);
    isize => |value, slot| slot.i64(*value as i64);
    u8 => |value, slot| slot.i64((*value).into());
    u16 => |value, slot| slot.i64((*value).into());
    u32 => |value, slot| slot.i64((*value).into());
    u64 => |value, slot| slot.u64(*value);
    usize => |value, slot| slot.u64(*value as u64);
    i128 => |value, slot| match i64::try_from(*value) {
        Ok(small) => slot.i64(small),
        Err(_) => slot.display(value),
    };
    u128 => |value, slot| match u64::try_from(*value) {
        Ok(small) => slot.u64(small),
        Err(_) => slot.display(value),
    };
    f32 => |value, slot| slot.f64((*value).into());
    f64 => |value, slot| slot.f64(*value);
    str => |value, slot| slot.str(value);
    String => |value, slot| slot.str(value);
    char => |value, slot| slot.str(value.encode_utf8(&mut [0; 4]));
    IpAddr => |value, slot| slot.display(value);
    Ipv4Addr => |value, slot| slot.display(value);
    Ipv6Addr => |value, slot| slot.display(value);
    SocketAddr => |value, slot| slot.display(value);
    TraceId => |value, slot| slot.display(value);
    SpanId => |value, slot| slot.display(value);
    CorrelationId => |value, slot| slot.str(value.as_str());
    [bool] => |value, slot| slot.bools(value);
    [i64] => |value, slot| slot.i64s(value);
    [f64] => |value, slot| slot.f64s(value);
    [&str] => |value, slot| slot.strs(value);
    [String] => |value, slot| slot.strs(value);
    [Cow<'_, str>] => |value, slot| slot.strs(value);
    Cow<'_, str> => |value, slot| slot.str(value);
    Value => |value, slot| slot.value(value);
}

/// `None` records nothing.
impl<T: Attribute> Attribute for Option<T> {
    #[inline]
    fn record(&self, slot: Slot<'_>) -> Recorded {
        match self {
            Some(value) => value.record(slot),
            None => slot.none(),
        }
    }
}

impl<T> Attribute for Vec<T>
where
    [T]: Attribute,
{
    #[inline]
    fn record(&self, slot: Slot<'_>) -> Recorded {
        self.as_slice().record(slot)
    }
}

impl<T, const N: usize> Attribute for [T; N]
where
    [T]: Attribute,
{
    #[inline]
    fn record(&self, slot: Slot<'_>) -> Recorded {
        self.as_slice().record(slot)
    }
}

macro_rules! pointer {
    ($($pointer:ty),*) => {$(
        impl<T: Attribute + ?Sized> Attribute for $pointer {
            #[inline]
            fn record(&self, slot: Slot<'_>) -> Recorded {
                (**self).record(slot)
            }
        }
    )*};
}

pointer!(&T, &mut T, Box<T>, Rc<T>, Arc<T>);
